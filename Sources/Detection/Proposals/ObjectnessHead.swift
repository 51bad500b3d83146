import Autograd
import NeuralNet
import TensorCore

/// AttractioNet's objectness sub-network (arXiv 1606.04446, section 3.2), made small for a CPU: the
/// box is pooled to 5x5 (one sample per bin) from the narrowed maps, then two linear layers instead
/// of two of 4,096.
struct ObjectnessHead {
  private static let pooledSize = 5
  private let fc6, fc7: Linear

  init(_ builder: ParameterBuilder, inputChannels: Int, hidden: Int) {
    let inputs = Self.pooledSize * Self.pooledSize * inputChannels
    fc6 = Linear(
      builder / "fc6", inputs: inputs, outputs: hidden, initializer: .msra(fanIn: inputs))
    fc7 = Linear(builder / "fc7", inputs: hidden, outputs: 1)
  }

  /// Logits `[R, 1]`.
  func callAsFunction(_ features: RegionFeatures.Maps, _ regions: [BatchBox]) -> Variable {
    fc7(fc6(features.pooled(regions, size: Self.pooledSize, samples: 1).flattened()).relu())
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
