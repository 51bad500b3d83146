import Autograd
import NeuralNet
import TensorCore

/// AttractioNet's objectness sub-network (arXiv 1606.04446, section 3.2), made small for a CPU: the
/// box is pooled to 5x5 from the narrowed maps, by one bilinear sample per bin instead of 7x7
/// maxima, then linear layers and a logistic output.
struct ObjectnessHead {
  private static let pooledSize = 5
  /// The hidden layers, and the one that gives the logit.
  private let layers: [Linear]

  init(_ builder: ParameterBuilder, _ architecture: ProposalArchitecture, inputChannels: Int) {
    let pooled = Self.pooledSize * Self.pooledSize * inputChannels
    let (count, units) = (architecture.objectnessLayers, architecture.objectnessUnits)
    // Numbered as VGG's, from which the paper's come.
    layers = (0...count).map { index in
      let path = builder / "fc\(6 + index)"
      let inputs = index == 0 ? pooled : units
      return index == count
        ? Linear(path, inputs: inputs, outputs: 1)
        : Linear(path, inputs: inputs, outputs: units, initializer: .msra(fanIn: inputs))
    }
  }

  /// Logits `[R, 1]`.
  func callAsFunction(_ features: RegionFeatures.Maps, _ regions: [BatchBox]) -> Variable {
    let pooled = features.pooled(regions, size: Self.pooledSize, samples: 1).flattened()
    return layers.dropFirst().reduce(layers[0](pooled)) { $1($0.relu()) }
  }

  /// The probability of an object in each region.
  func probabilities(_ features: RegionFeatures.Maps, _ regions: [BatchBox]) -> [Float] {
    regions.inBlocks { self(features, $0).value.sigmoid().scalars }
  }

  /// The mean logistic loss over boxes with targets 1 (object) or 0.
  func loss(_ features: RegionFeatures.Maps, _ samples: [(region: BatchBox, isObject: Bool)])
    -> Variable
  {
    let logits = self(features, samples.map(\.region))
    return logits.binaryCrossEntropy(
      targets: Tensor(samples.map { $0.isObject ? 1 : 0 }, shape: logits.shape),
      weights: Tensor(logits.shape, repeating: 1 / Float(samples.count)))
  }
}
