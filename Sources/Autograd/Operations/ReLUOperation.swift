import TensorCore

extension Variable {
  /// `max(x, 0)`.
  public func relu() -> Variable {
    // A recording has no value to rectify.
    let output = deferred.recorded == nil ? deferred.relu() : deferred
    return Self.result(
      output, of: [self], operation: ReLUOperation(input: place, output: output.saved))
  }
}

struct ReLUOperation: Operation {
  let input: Place
  let output: Saved

  var graphOperation: GraphOperation { .relu }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradient.maskByReLU(output: output.tensor)
    gradients.add(gradient, to: input)
  }
}
