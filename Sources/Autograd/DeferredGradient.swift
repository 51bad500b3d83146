import TensorCore

/// The gradient of a convolution's input, not computed yet: the dropout before it drops it out, and
/// the batch normalisation before that takes its sums, while it is written.
package struct DeferredGradient {
  let operation: ConvolutionOperation
  /// Of the convolution's output.
  let gradient: Tensor
  private var dropout: DropoutMask?
  /// What to add the result to, after dropout.
  var total: Tensor?
  private let uses: ParameterUses

  init(operation: ConvolutionOperation, gradient: consuming Tensor, uses: ParameterUses) {
    self.operation = operation
    self.gradient = gradient
    self.uses = uses
    uses.retain(operation.filter)
  }

  /// The same dropped out, unless it is finished otherwise already.
  func droppedOut(_ mask: DropoutMask) -> DeferredGradient? {
    guard dropout == nil, total == nil else { return nil }
    var result = self
    result.dropout = mask
    return result
  }

  /// The gradient of the input, and the sums taken over it.
  consuming func run(
    reduction: OutputReduction = .none
  ) -> (gradient: Tensor, sums: ReducedOutput) {
    let (operation, gradient, dropout, uses) = (operation, gradient, dropout, uses)
    let result = operation.convolution.inputGradient(
      gradient, filter: operation.filter.value, inputShape: operation.input.shape,
      dropout: dropout, addingTo: total.take(), reduction: reduction)
    Profile.current?.mark(operation.kind, layer: operation.layer)
    uses.release(operation.filter)
    return result
  }
}
