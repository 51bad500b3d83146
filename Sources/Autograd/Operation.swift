import TensorCore

/// One recorded step of a computation: what backward needs, and backward itself.
package protocol Operation {
  /// Adds the gradients of the inputs to `gradients` and of the parameters to the parameters, given
  /// the output's.
  ///
  /// `gradient` is consumed: where nobody else holds it, it is changed in place.
  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients)

  /// The same for a gradient that is not computed yet; by default it is computed first.
  func backward(_ gradient: consuming DeferredGradient, _ gradients: inout Gradients)

  /// What a profile calls it.
  var kind: String { get }
  /// The path of the layer whose parameters it uses, if any.
  var layer: String? { get }
  /// What it computes, for a network that is recorded as a graph.
  var graphOperation: GraphOperation { get }
  /// Multiply-adds of the forward pass as a direct sum of products; elementwise work counts nothing.
  func multiplyAdds(for output: Shape) -> Int
}

extension Operation {
  package func backward(_ gradient: consuming DeferredGradient, _ gradients: inout Gradients) {
    backward(gradient.run().gradient, &gradients)
  }

  /// Adds to `gradients` and parameters, given the output's gradient.
  func backward(_ gradient: consuming Gradients.Entry, _ gradients: inout Gradients) {
    switch consume gradient {
    case .computed(let tensor): backward(tensor, &gradients)
    case .deferred(let deferred): backward(deferred, &gradients)
    }
  }
}
