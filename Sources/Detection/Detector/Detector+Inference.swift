import Autograd
import Imaging
import NeuralNet
import TensorCore

extension Detector {
  /// The objects in a picture, most certain first.
  ///
  /// Proposals are scored; the best are refined by LocNet and scored again, `scoringRounds` times
  /// in all; the boxes of all rounds meet in non-maximum suppression and box voting (LocNet, arXiv
  /// 1511.07763, algorithm 1).
  public func detect(_ image: Image, _ settings: InferenceSettings) -> [Detection] {
    Profile.current?.enter("pictures")
    let size = settings.size.size(width: image.width, height: image.height)
    let resized = image.resized(width: size.width, height: size.height)
    return detect(resized: resized, of: image.size, settings)
  }

  /// As `detect(_:_:)`, of a picture that is already resized as the settings say.
  /// - Parameter original: the size of the picture, in whose pixels the boxes are.
  public func detect(
    resized: Image, of original: ImageSize, _ settings: InferenceSettings
  ) -> [Detection] {
    let profile = Profile.current
    profile?.enter("pictures")
    let size = (width: resized.width, height: resized.height)
    let batch = ImageBatch([resized])
    profile?.enter("trunk")
    let maps = maps(Variable(batch.tensor), .inference)
    profile?.enter("proposals")
    let scaleX = Float(size.width) / Float(original.width)
    let scaleY = Float(size.height) / Float(original.height)
    let seeds = SeedBoxes(limit: settings.proposals.seeds).boxes(
      width: original.width, height: original.height
    )
    .map { $0.resized(scaleX: scaleX, scaleY: scaleY) }
    let features = regionFeatures(maps, .inference)
    let proposals = proposals(features, image: 0, seeds: seeds, size: size, settings.proposals)
    let scored = score(
      maps, features, proposals.map { BatchBox(image: 0, box: $0.box) }, size, settings)
    let found = suppressed(scored, settings)
    profile?.mark("Suppression")
    profile?.enter(nil)
    return found.map { detection in
      var result = detection
      result.box = detection.box.resized(scaleX: 1 / scaleX, scaleY: 1 / scaleY)
        .clipped(toWidth: original.width, height: original.height)
      return result
    }
  }

  /// Attend-refine-repeat on one picture of the batch.
  package func proposals(
    _ features: RegionFeatures.Maps, image: Int, seeds: [Box], size: (width: Int, height: Int),
    _ settings: ProposalSettings
  ) -> [Proposal] {
    AttendRefineRepeat(network: proposals, settings: settings)(
      features, image: image, seeds: seeds, width: size.width, height: size.height)
  }

  /// Boxes of all rounds with the probability of each class.
  private func score(
    _ maps: [Variable], _ features: RegionFeatures.Maps, _ proposals: [BatchBox],
    _ size: (width: Int, height: Int),
    _ settings: InferenceSettings
  ) -> [ScoredBox] {
    var result: [ScoredBox] = []
    var regions = proposals
    let profile = Profile.current
    for round in 1...max(1, settings.scoringRounds) where !regions.isEmpty {
      profile?.enter("regions")
      let scored = zip(regions, classifier.probabilities(maps, regions)).map {
        ScoredBox(box: $0.box, probabilities: $1)
      }
      result += scored
      profile?.enter("boxes")
      guard round < settings.scoringRounds else { break }
      let best = scored.filter { $0.best >= settings.scoreThreshold }.sorted { $0.best > $1.best }
      regions = localization.refined(
        features, best.prefix(settings.refinedBoxes).map { BatchBox(image: 0, box: $0.box) }
      ).map { BatchBox(image: 0, box: $0.box.clipped(toWidth: size.width, height: size.height)) }
        .filter { !$0.box.isEmpty }
    }
    return result
  }

  /// Non-maximum suppression and voting for each class, then the best of all classes.
  private func suppressed(_ candidates: [ScoredBox], _ settings: InferenceSettings) -> [Detection] {
    var result: [Detection] = []
    for (index, category) in categories.enumerated() {
      let own = candidates.filter { $0.probabilities[index] >= settings.scoreThreshold }
      let boxes = own.map(\.box)
      let scores = own.map { $0.probabilities[index] }
      let kept = nms(boxes, scores: scores, threshold: settings.overlap, limit: settings.limit)
      let voted = settings.votingOverlap.map {
        boxVoting(kept: kept, boxes: boxes, scores: scores, threshold: $0)
      }
      for (i, survivor) in kept.enumerated() {
        result.append(
          Detection(box: voted?[i] ?? boxes[survivor], category: category, score: scores[survivor]))
      }
    }
    return Array(result.sorted { $0.score > $1.score }.prefix(settings.limit))
  }
}

/// A box with the probability of each class, background left out.
private struct ScoredBox {
  let box: Box
  let probabilities: [Float]

  var best: Float { probabilities.max() ?? 0 }
}
