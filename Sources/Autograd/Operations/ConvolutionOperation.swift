import TensorCore

extension Variable {
  /// The convolution of `[N, H, W, C]` with a filter `[kernelHeight, kernelWidth, C, K]`.
  public func convolved(with filter: Parameter, _ convolution: Convolution) -> Variable {
    Self.result(
      convolution.output(value, filter: filter.value), of: [self], parameters: [filter],
      operation: ConvolutionOperation(
        input: place, saved: saved, filter: filter, convolution: convolution))
  }
}

struct ConvolutionOperation: Operation {
  let input: Place
  let saved: Saved
  let filter: Parameter
  let convolution: Convolution

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    if filter.isTrainable {
      filter.accumulate { convolution.addFilterGradient(gradient, input: saved.tensor, to: &$0) }
    }
    if input.requiresGradient {
      gradients.add(
        convolution.inputGradient(gradient, filter: filter.value, inputShape: input.shape),
        to: input)
    }
  }
}
