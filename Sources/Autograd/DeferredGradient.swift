import TensorCore

/// The gradient of a convolution's input, not computed yet: the batch normalisation before it takes
/// its sums while that is written.
package struct DeferredGradient {
  let operation: ConvolutionOperation
  /// Of the convolution's output.
  let gradient: Tensor
  /// What to add the result to.
  var total: Tensor?

  /// The gradient of the input, and the sums taken over it.
  consuming func run(
    reduction: OutputReduction = .none
  ) -> (gradient: Tensor, sums: ReducedOutput) {
    let (convolution, filter) = (operation.convolution, operation.filter.value)
    let (kind, layer) = (operation.kind, operation.layer)
    let (gradient, shape) = (gradient, operation.input.shape)
    let result = convolution.inputGradient(
      gradient, filter: filter, inputShape: shape, addingTo: total.take(), reduction: reduction)
    Profile.current?.mark(kind, layer: layer)
    return result
  }
}
