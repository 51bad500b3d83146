import TensorCore

extension Variable {
  /// The weighted sum, where a weight of 0 leaves an element out whatever it holds, of smooth L1
  /// losses (Fast R-CNN): `d² / (2 beta)` for `|d| < beta`, else `|d| - beta / 2`.
  public func smoothL1(targets: Tensor, weights: Tensor, beta: Float = 1) -> Variable {
    let loss = value.smoothL1(targets: targets, weights: weights, beta: beta)
    return Self.result(
      Tensor([loss], shape: []), of: [self],
      operation: SmoothL1Operation(
        input: place, values: value, targets: targets, weights: weights, beta: beta))
  }
}

struct SmoothL1Operation: Operation {
  let input: Place
  let values, targets, weights: Tensor
  let beta: Float

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    var result = values
    result.becomeSmoothL1Gradient(
      targets: targets, weights: weights, beta: beta, scale: gradient.scalar)
    gradients.add(result, to: input)
  }
}
