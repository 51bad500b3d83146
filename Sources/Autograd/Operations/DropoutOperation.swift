import TensorCore

extension Variable {
  /// Inverted dropout (Srivastava et al.): zero with `probability`, else divided by `1 -
  /// probability`. The mask is a function of `seed`, so nothing is stored for backward.
  public func droppedOut(probability: Float, seed: UInt64) -> Variable {
    guard probability > 0 else { return self }
    let saved = saved
    return Self.result(
      value.dropout(probability: probability, seed: seed), of: [self],
      recompute: { saved.tensor.dropout(probability: probability, seed: seed) },
      operation: DropoutOperation(input: place, probability: probability, seed: seed))
  }
}

struct DropoutOperation: Operation {
  let input: Place
  let probability: Float
  let seed: UInt64

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradients.add(gradient.dropout(probability: probability, seed: seed), to: input)
  }
}
