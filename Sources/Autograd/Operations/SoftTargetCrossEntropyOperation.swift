import TensorCore

extension Variable {
  /// The mean over rows of the cross-entropy between each row's softmax and its row of `targets`,
  /// the shares of the classes: PyTorch's `CrossEntropyLoss` with probabilities.
  /// - Precondition: The shapes agree.
  public func softmaxCrossEntropy(targets: Tensor) -> Variable {
    let (losses, probabilities) = value.crossEntropies(targets: targets)
    let count = Float(max(1, losses.count))
    let mean = Float(losses.reduce(0.0) { $0 + Double($1) }) / count
    return Self.result(
      Tensor([mean], shape: []), of: [self],
      operation: SoftTargetCrossEntropyOperation(
        input: place, probabilities: probabilities, targets: targets, divisor: count))
  }
}

struct SoftTargetCrossEntropyOperation: Operation {
  let input: Place
  let probabilities, targets: Tensor
  let divisor: Float

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    var result = probabilities
    result.becomeCrossEntropyGradient(targets: targets, scale: gradient.scalar / divisor)
    gradients.add(result, to: input)
  }
}
