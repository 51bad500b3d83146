import TensorCore

extension Variable {
  /// The same scalars in another shape.
  public func reshaped(to shape: Shape) -> Variable {
    Self.result(value.reshaped(to: shape), of: [self], operation: ReshapeOperation(input: place))
  }

  /// Each item of the first axis as one row: `[N, ...]` to `[N, D]`.
  public func flattened() -> Variable {
    reshaped(to: [shape[0], shape.dimensions.dropFirst().reduce(1, *)])
  }
}

struct ReshapeOperation: Operation {
  let input: Place

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradients.add(gradient.reshaped(to: input.shape), to: input)
  }
}
