import Autograd
import Imaging
import NeuralNet
import TensorCore

extension Detector {
  /// Boxes in a picture that may hold an object of any class, best first.
  ///
  /// - Parameters:
  ///   - picture: The picture, of which the first size is looked at.
  ///   - methods: How to find them, one after the other on the same maps.
  /// - Returns: The proposals of each method, in pixels of the picture as given.
  public func proposals(
    _ picture: ResizedPicture, _ settings: ProposalSettings, methods: [ProposalMethod]
  ) -> [[Proposal]] {
    let (view, original) = (picture.views(flip: false)[0], picture.original)
    let maps = maps(Variable(ImageBatch([view.image]).tensor), .inference)
    let features = regionFeatures(maps, .inference)
    let seeds = view.seeds(limit: settings.seeds)
    return methods.map { method in
      if method == .seeds { return SeedBoxes(limit: settings.limit).proposals(in: original) }
      var settings = settings
      settings.reorders = method == .reordered
      return proposals(
        features, image: 0, seeds: seeds, size: view.size, settings,
        singlePass: method == .singlePass
      ).map {
        Proposal(
          box: view.originalBox($0.box), objectness: $0.objectness, level: $0.level)
      }
    }
  }

  /// Proposals in one picture of the batch, in its pixels, best first.
  package func proposals(
    _ features: RegionFeatures.Maps, image: Int, seeds: [Box], size: (width: Int, height: Int),
    _ settings: ProposalSettings, singlePass: Bool = false
  ) -> [Proposal] {
    proposals.propose(
      features, image: image, seeds: seeds, size: size, settings, singlePass: singlePass)
  }
}

extension SeedBoxes {
  /// The boxes as proposals that nothing is known of, the largest first: their scores fall from 1
  /// in this order.
  public func proposals(in size: ImageSize) -> [Proposal] {
    let boxes = boxes(width: size.width, height: size.height)
    return boxes.enumerated().map {
      Proposal(box: $1, objectness: 1 - Float($0) / Float(boxes.count))
    }
  }
}
