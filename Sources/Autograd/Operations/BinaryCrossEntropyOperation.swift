import TensorCore

extension Variable {
  /// The weighted sum, where a weight of 0 leaves an element out whatever it holds, of binary
  /// cross-entropies between the logistic of these logits and `targets` in 0...1.
  public func binaryCrossEntropy(targets: Tensor, weights: Tensor) -> Variable {
    let loss = value.binaryCrossEntropy(targets: targets, weights: weights)
    return Self.result(
      Tensor([loss], shape: []), of: [self],
      operation: BinaryCrossEntropyOperation(
        input: place, logits: value, targets: targets, weights: weights))
  }
}

struct BinaryCrossEntropyOperation: Operation {
  let input: Place
  let logits, targets, weights: Tensor

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    var result = logits.sigmoid()
    result.becomeBinaryCrossEntropyGradient(
      targets: targets, weights: weights, scale: gradient.scalar)
    gradients.add(result, to: input)
  }
}
