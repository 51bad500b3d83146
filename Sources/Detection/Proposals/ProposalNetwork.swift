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
      builder / "objectness", inputChannels: inputChannels, hidden: architecture.objectnessUnits)
    localization = LocalizationHead(
      builder / "localization", inputChannels: inputChannels,
      channels: architecture.localizationChannels, cells: architecture.localizationCells)
  }
}
