import TensorCore

/// The gradient of a convolution's input, not computed yet: the batch normalisation before it takes
/// its sums while that is written.
package struct DeferredGradient {
  let operation: ConvolutionOperation
  /// Of the convolution's output.
  let gradient: Tensor
  /// What to add the result to.
  var total: Tensor?
  private let uses: ParameterUses

  init(
    operation: ConvolutionOperation, gradient: consuming Tensor, total: consuming Tensor?,
    uses: ParameterUses
  ) {
    self.operation = operation
    self.gradient = gradient
    self.total = total
    self.uses = uses
    uses.retain(operation.filter)
  }

  /// The gradient of the input, and the sums taken over it.
  consuming func run(
    reduction: OutputReduction = .none
  ) -> (gradient: Tensor, sums: ReducedOutput) {
    let (operation, gradient, uses) = (operation, gradient, uses)
    let result = operation.convolution.inputGradient(
      gradient, filter: operation.filter.value, inputShape: operation.input.shape,
      addingTo: total.take(), reduction: reduction)
    Profile.current?.mark(operation.kind, layer: operation.layer)
    uses.release(operation.filter)
    return result
  }
}
