import TensorCore

extension Variable {
  /// Each item of the first axis divided by its L2 norm (ParseNet; MultiPathNet's skip
  /// connections), then times `scale`.
  public func normalizedRows(scale: Float = 1, epsilon: Float = 1e-12) -> Variable {
    let (unit, norms) = value.normalizedRows(epsilon: epsilon)
    var output = unit
    if scale != 1 { output.scale(by: scale) }
    return Self.result(
      output, of: [self],
      operation: NormalizeRowsOperation(
        input: place, unit: unit, norms: norms, scale: scale, epsilon: epsilon))
  }
}

struct NormalizeRowsOperation: Operation {
  let input: Place
  let unit, norms: Tensor
  let scale, epsilon: Float

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradient.applyNormalizedRowsGradient(output: unit, norms: norms, epsilon: epsilon)
    if scale != 1 { gradient.scale(by: scale) }
    gradients.add(gradient, to: input)
  }
}
