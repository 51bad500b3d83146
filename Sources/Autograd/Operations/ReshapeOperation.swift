import TensorCore

extension Variable {
  /// The same scalars in another shape.
  public func reshaped(to shape: Shape) -> Variable {
    precondition(
      shape.count == self.shape.count, "cannot reshape \(self.shape) to \(shape)")
    return Self.result(shape, of: [self], operation: ReshapeOperation(input: place)) {
      DeferredTensor(value.reshaped(to: shape))
    }
  }

  /// Each item of the first axis as one row: `[N, ...]` to `[N, D]`.
  public func flattened() -> Variable {
    reshaped(to: [shape[0], shape.dimensions.dropFirst().reduce(1, *)])
  }
}

struct ReshapeOperation: Operation {
  let input: Place

  var graphOperation: GraphOperation { .reshape }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradients.add(gradient.reshaped(to: input.shape), to: input)
  }
}
