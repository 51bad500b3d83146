import TensorCore

/// A convolution that has not run yet, and what is to be done with its output as it is written.
struct DeferredConvolution {
  let operation: ConvolutionOperation
  /// The input as it is read now; the operation keeps what backward needs.
  let input: ActivatedTensor
  /// Of `[N, H', W', K]`.
  let shape: Shape
  /// Whether the filter is likely to meet other inputs before it changes, as in inference.
  let isFilterKept: Bool
  private var finish = ConvolutionFinish()

  init(
    _ operation: ConvolutionOperation, input: ActivatedTensor, shape: Shape, isFilterKept: Bool
  ) {
    self.operation = operation
    self.input = input
    self.shape = shape
    self.isFilterKept = isFilterKept
  }

  func run(reduction: OutputReduction = .none) -> (output: Tensor, sums: ReducedOutput) {
    let (filter, convolution) = (operation.filter, operation.convolution)
    let result = convolution.output(
      input, filter: filter.value,
      prepared: isFilterKept ? filter.prepared(for: convolution, input: input.shape) : nil,
      finish: finish, reduction: reduction)
    Profile.current?.mark(operation.kind, layer: operation.layer)
    return result
  }

  /// The same with a normalisation of the output, unless it is finished otherwise already.
  func normalized(_ activation: Activation) -> DeferredConvolution? {
    guard finish.residual == nil, !finish.relu else { return nil }
    var result = self
    result.finish.append(scale: activation.scale, shift: activation.shift)
    result.finish.relu = activation.relu
    return result
  }

  /// The same with a bias `[K]`, unless it is finished otherwise already.
  func adding(bias: Tensor) -> DeferredConvolution? {
    guard finish.residual == nil, !finish.relu else { return nil }
    var result = self
    result.finish.append(scale: nil, shift: bias)
    return result
  }

  /// The same with another tensor added, unless it is finished otherwise already.
  func adding(_ residual: DeferredTensor) -> DeferredConvolution? {
    guard finish.residual == nil, !finish.relu else { return nil }
    var result = self
    result.finish.residual = residual.tensor
    return result
  }

  /// `max(output, 0)`.
  func rectified() -> DeferredConvolution {
    var result = self
    result.finish.relu = true
    return result
  }
}
