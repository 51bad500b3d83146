import TensorCore

extension Variable {
  /// Every `stride`th row and column of `[N, H, W, C]`, with channels of zeros on both sides.
  public func subsampled(_ subsampling: Subsampling) -> Variable {
    Self.result(
      subsampling.outputShape(shape), of: [self],
      operation: SubsamplingOperation(input: place, subsampling: subsampling)
    ) {
      DeferredTensor(subsampling.output(of: value))
    }
  }
}

struct SubsamplingOperation: Operation {
  let input: Place
  let subsampling: Subsampling

  var graphOperation: GraphOperation { .subsampling(subsampling) }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradients.accumulate(to: input) { subsampling.addInputGradient(gradient, to: &$0) }
  }
}
