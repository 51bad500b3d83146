import TensorCore

extension Variable {
  /// Adds a bias `[C]` to each row of the last axis.
  public func adding(bias: Parameter) -> Variable {
    Self.result(
      shape, of: [self], parameters: [bias], operation: BiasOperation(input: place, bias: bias)
    ) {
      deferred.adding(bias: bias.value)
    }
  }
}

struct BiasOperation: Operation {
  let input: Place
  let bias: Parameter

  var layer: String? { bias.layer }
  var graphOperation: GraphOperation { .bias(bias) }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    if bias.isTrainable { bias.accumulate { $0.add(gradient.rowSums()) } }
    gradients.add(gradient, to: input)
  }
}
