import TensorCore

extension Variable {
  /// Every scalar times `factor`.
  public func scaled(by factor: Float) -> Variable {
    let channels: Shape = [shape.channels]
    let activation = Activation(
      scale: Tensor(channels, repeating: factor), shift: Tensor(channels), relu: false)
    return Self.result(
      deferred.normalized(activation, isFolded: tape == nil), of: [self],
      operation: ScaleOperation(input: place, factor: factor))
  }
}

struct ScaleOperation: Operation {
  let input: Place
  let factor: Float

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradient.scale(by: factor)
    gradients.add(gradient, to: input)
  }
}
