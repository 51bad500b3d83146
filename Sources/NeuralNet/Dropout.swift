import Autograd

/// Inverted dropout; the identity in inference.
public struct Dropout {
  /// The probability of zero, in 0..<1.
  public let probability: Float

  public init(probability: Float) {
    precondition(
      (0..<1).contains(probability), "a dropout probability is in 0..<1, got \(probability)")
    self.probability = probability
  }

  public func callAsFunction(_ input: Variable, _ mode: Mode) -> Variable {
    guard case .training(let source) = mode else { return input }
    return input.droppedOut(probability: probability, seed: source.generator.next())
  }
}
