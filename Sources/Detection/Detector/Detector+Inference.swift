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
  /// - Parameter proposals: Where to look instead of the detector's own proposals, all of them, in
  ///   pixels of the picture as given.
  public func detect(
    _ picture: ResizedPicture, _ settings: InferenceSettings, proposals: [Box]? = nil
  ) -> [Detection] {
    detect([picture], settings, proposals: [proposals])[0]
  }

  /// The objects in each of several pictures, most certain first.
  ///
  /// At each size, and in the mirror image, proposals are scored and refined in rounds
  /// (``ScoringRounds``). The boxes of all of them meet, in pixels of the picture as given, in one
  /// suppression and voting for each class. That is our choice, as the papers do not say how they join
  /// sizes: means of scores would need the same boxes at each size, and refined boxes differ.
  ///
  /// Views of one size pass the trunk together. What is found in a picture depends on the others no more
  /// than by rounding.
  ///
  /// - Parameter proposals: For each picture where to look instead of the detector's own proposals; nil
  ///   leaves them to the detector.
  public func detect(
    _ pictures: [ResizedPicture], _ settings: InferenceSettings, proposals: [[Box]?]
  ) -> [[Detection]] {
    precondition(
      pictures.count == proposals.count,
      "\(pictures.count) pictures and proposals for \(proposals.count)")
    let profile = Profile.current
    let thresholds = settings.thresholds(of: categories)
    var candidates = pictures.map { _ in thresholds.map { _ in ScoredBoxes() } }
    for views in PictureView.batches(of: pictures, flip: settings.flip) {
      let found = scored(
        views.map(\.view), settings, thresholds, views.map { proposals[$0.picture] })
      for ((picture, view), found) in zip(views, found) {
        for (category, own) in found.enumerated() {
          candidates[picture][category].append(own.mapped(view.originalBox))
        }
      }
    }
    let result = candidates.map { detections($0, settings) }
    profile?.mark("Suppression")
    profile?.enter(nil)
    return result
  }

  /// The boxes of each class in views of one size, in pixels of the view.
  private func scored(
    _ views: [PictureView], _ settings: InferenceSettings, _ thresholds: [Float], _ given: [[Box]?]
  ) -> [[ScoredBoxes]] {
    let profile = Profile.current
    profile?.enter("pictures")
    let batch = ImageBatch(views.map(\.image))
    profile?.enter("trunk")
    let maps = maps(Variable(batch.tensor), .inference)
    let features = regionFeatures(maps, .inference)
    return views.indices.map { image in
      let view = views[image]
      profile?.enter("proposals")
      let boxes =
        given[image].map { boxes in
          boxes.map {
            view.box(fromOriginal: $0).clipped(toWidth: view.size.width, height: view.size.height)
          }
          .filter { !$0.isEmpty }
        }
        ?? proposals(
          features, image: image, seeds: view.seeds(limit: settings.proposals.seeds),
          size: view.size, settings.proposals
        ).map(\.box)
      return scored(boxes, maps, features, image: image, view.size, settings, thresholds)
    }
  }

  /// Rounds of scoring and refinement on picture `image` of a batch.
  private func scored(
    _ boxes: [Box], _ maps: [Variable], _ features: RegionFeatures.Maps, image: Int,
    _ size: (width: Int, height: Int), _ settings: InferenceSettings, _ thresholds: [Float]
  ) -> [ScoredBoxes] {
    let rounds = ScoringRounds(
      settings: settings, thresholds: thresholds, refinesByClass: localization.isClassSpecific)
    return rounds(boxes) { boxes in
      classifier.scores(maps, boxes.map { BatchBox(image: image, box: $0) })
        .map { $0.clipped(toWidth: size.width, height: size.height) }
    } refine: { boxes, categories in
      localization.refined(
        features, boxes.map { BatchBox(image: image, box: $0) }, categories: categories
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
