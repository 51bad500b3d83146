import TensorCore

extension Variable {
  /// `max(x, 0)`.
  public func relu() -> Variable {
    let output = value.relu()
    return Self.result(output, of: [self], operation: ReLUOperation(input: place, output: output))
  }
}

struct ReLUOperation: Operation {
  let input: Place
  let output: Tensor

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradient.maskByReLU(output: output)
    gradients.add(gradient, to: input)
  }
}
