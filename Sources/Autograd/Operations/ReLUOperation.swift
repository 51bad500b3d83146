import TensorCore

extension Variable {
  /// `max(x, 0)`.
  public func relu() -> Variable {
    let output = deferred.relu()
    return Self.result(
      output, of: [self], operation: ReLUOperation(input: place, output: output.saved))
  }
}

struct ReLUOperation: Operation {
  let input: Place
  let output: Saved

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradient.maskByReLU(output: output.tensor)
    gradients.add(gradient, to: input)
  }
}
