import TensorCore

extension Variable {
  /// The mean over rows of the cross-entropy between each row's softmax and its label (natural
  /// logarithm).
  ///
  /// A label of -1 leaves a row out of the sum; the divisor is the number of labels that count, or
  /// `divisor`.
  public func softmaxCrossEntropy(labels: [Int], divisor: Int? = nil) -> Variable {
    let (losses, probabilities) = value.crossEntropies(labels)
    let count = Float(max(1, divisor ?? labels.count { $0 >= 0 }))
    let mean = Float(losses.reduce(0.0) { $0 + Double($1) }) / count
    return Self.result(
      Tensor([mean], shape: []), of: [self],
      operation: SoftmaxCrossEntropyOperation(
        input: place, probabilities: probabilities, labels: labels, divisor: count))
  }
}

struct SoftmaxCrossEntropyOperation: Operation {
  let input: Place
  let probabilities: Tensor
  let labels: [Int]
  let divisor: Float

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    var result = probabilities
    result.becomeCrossEntropyGradient(labels: labels, scale: gradient.scalar / divisor)
    gradients.add(result, to: input)
  }
}
