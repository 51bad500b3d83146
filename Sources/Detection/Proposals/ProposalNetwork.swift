import Autograd
import NeuralNet
import TensorCore

/// AttractioNet's network on the narrowed maps (arXiv 1606.04446): how likely a box holds an object,
/// and where in its search region the object is.
struct ProposalNetwork {
  let objectness: ObjectnessHead
  let localization: LocalizationHead

  init(_ builder: ParameterBuilder, _ architecture: ProposalArchitecture, inputChannels: Int) {
    objectness = ObjectnessHead(
      builder / "objectness", architecture, inputChannels: inputChannels)
    localization = LocalizationHead(
      builder / "localization", inputChannels: inputChannels,
      channels: architecture.localizationChannels, cells: architecture.localizationCells,
      samples: 1)
  }

  /// Proposals in picture `image` of the batch, of `size` pixels, best first.
  func propose(
    _ features: RegionFeatures.Maps, image: Int, seeds: [Box], size: (width: Int, height: Int),
    _ settings: ProposalSettings, singlePass: Bool
  ) -> [Proposal] {
    func score(_ boxes: [Box]) -> [Float] {
      objectness.probabilities(features, boxes.map { BatchBox(image: image, box: $0) })
    }
    func refine(_ boxes: [Box]) -> [Box] {
      localization.refined(features, boxes.map { BatchBox(image: image, box: $0) })
        .map { $0.box.clipped(toWidth: size.width, height: size.height) }
    }
    return singlePass
      ? SinglePass(settings: settings)(seeds: seeds, score: score, refine: refine)
      : AttendRefineRepeat(settings: settings)(seeds: seeds, score: score, refine: refine)
  }
}
