import TensorCore

extension Variable {
  /// Every scalar times `factor`.
  public func scaled(by factor: Float) -> Variable {
    let channels: Shape = [shape.channels]
    let activation = Activation(
      scale: Tensor(channels, repeating: factor), shift: Tensor(channels), relu: false)
    return Self.result(
      shape, of: [self], operation: ScaleOperation(input: place, factor: factor)
    ) {
      deferred.normalized(activation, isFolded: tape == nil)
    }
  }
}

struct ScaleOperation: Operation {
  let input: Place
  let factor: Float

  var graphOperation: GraphOperation { .scale(factor) }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradient.scale(by: factor)
    gradients.add(gradient, to: input)
  }
}
