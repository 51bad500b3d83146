import TensorCore

/// What a forward pass is for.
public enum Mode {
  /// Running statistics, no dropout.
  case inference
  /// Statistics of the batch (which update the running ones), dropout drawn from the source.
  case training(RandomSource)

  public var isTraining: Bool { if case .training = self { true } else { false } }
}

/// A random generator that the layers of one forward pass share, in the order in which they run.
public final class RandomSource {
  public var generator: RandomGenerator

  public init(_ generator: RandomGenerator) { self.generator = generator }
}
