import Autograd
import Imaging
import NeuralNet
import TensorCore

extension Detector {
  /// The objects in a picture, most certain first.
  /// - Throws: `ImageError` if it cannot be decoded.
  public func detect(
    _ image: some ResizableImage, _ settings: InferenceSettings, proposals: [Box]? = nil
  ) throws -> [Detection] {
    Profile.current?.enter("pictures")
    return detect(try ResizedPicture(image, settings), settings, proposals: proposals)
  }

  /// The objects in a decoded picture, most certain first.
  public func detect(
    _ image: Image, _ settings: InferenceSettings, proposals: [Box]? = nil
  ) -> [Detection] {
    Profile.current?.enter("pictures")
    return detect(ResizedPicture(image, settings), settings, proposals: proposals)
  }

  /// The objects in a picture that is resized as the same settings say, most certain first.
  ///
  /// At each size, and in the mirror image, proposals are scored and refined in rounds
  /// (``ScoringRounds``). The boxes of all of them meet, in pixels of the picture as given, in one
  /// suppression and voting for each class. That is our choice, as the papers do not say how they join
  /// sizes: means of scores would need the same boxes at each size, and refined boxes differ.
  ///
  /// - Parameter proposals: Where to look instead of the detector's own proposals, all of them, in
  ///   pixels of the picture as given.
  public func detect(
    _ picture: ResizedPicture, _ settings: InferenceSettings, proposals: [Box]? = nil
  ) -> [Detection] {
    let profile = Profile.current
    let thresholds = settings.thresholds(of: categories)
    var candidates = thresholds.map { _ in ScoredBoxes() }
    for view in picture.views(flip: settings.flip) {
      let found = scored(view, settings, thresholds, proposals)
      for (category, own) in found.enumerated() {
        candidates[category].append(own.mapped(view.originalBox))
      }
    }
    let result = detections(candidates, settings)
    profile?.mark("Suppression")
    profile?.enter(nil)
    return result
  }

  /// The boxes of each class in one view of the picture, in pixels of the view.
  private func scored(
    _ view: PictureView, _ settings: InferenceSettings, _ thresholds: [Float], _ given: [Box]?
  ) -> [ScoredBoxes] {
    let profile = Profile.current
    profile?.enter("pictures")
    let batch = ImageBatch([view.image])
    profile?.enter("trunk")
    let maps = maps(Variable(batch.tensor), .inference)
    profile?.enter("proposals")
    let features = regionFeatures(maps, .inference)
    let boxes =
      given.map { boxes in
        boxes.map {
          view.box(fromOriginal: $0).clipped(toWidth: view.size.width, height: view.size.height)
        }
        .filter { !$0.isEmpty }
      }
      ?? proposals(
        features, image: 0, seeds: view.seeds(limit: settings.proposals.seeds), size: view.size,
        settings.proposals
      ).map(\.box)
    return scored(boxes, maps, features, view.size, settings, thresholds)
  }

  /// Rounds of scoring and refinement on the first picture of a batch.
  private func scored(
    _ boxes: [Box], _ maps: [Variable], _ features: RegionFeatures.Maps,
    _ size: (width: Int, height: Int), _ settings: InferenceSettings, _ thresholds: [Float]
  ) -> [ScoredBoxes] {
    let rounds = ScoringRounds(
      settings: settings, thresholds: thresholds, refinesByClass: localization.isClassSpecific)
    return rounds(boxes) { boxes in
      classifier.scores(maps, boxes.map { BatchBox(image: 0, box: $0) })
        .map { $0.clipped(toWidth: size.width, height: size.height) }
    } refine: { boxes, categories in
      localization.refined(
        features, boxes.map { BatchBox(image: 0, box: $0) }, categories: categories
      )
      .map { $0.box.clipped(toWidth: size.width, height: size.height) }
    }
  }

  /// Non-maximum suppression and voting for each class, then the best of all classes.
  private func detections(
    _ candidates: [ScoredBoxes], _ settings: InferenceSettings
  ) -> [Detection] {
    let all = zip(categories, candidates).flatMap { category, own in
      let voted = own.voted(
        overlap: settings.overlap, limit: settings.limit, votingOverlap: settings.votingOverlap)
      return zip(voted.boxes, voted.scores).map {
        Detection(box: $0, category: category, score: $1)
      }
    }
    return Array(all.sorted { $0.score > $1.score }.prefix(settings.limit))
  }
}
