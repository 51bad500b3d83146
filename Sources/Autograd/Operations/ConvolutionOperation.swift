import TensorCore

extension Variable {
  /// The convolution of `[N, H, W, C]` with a filter `[kernelHeight, kernelWidth, C, K]`.
  public func convolved(with filter: Parameter, _ convolution: Convolution) -> Variable {
    let operation = ConvolutionOperation(
      input: place, saved: saved, filter: filter, convolution: convolution)
    let output = convolution.outputShape(shape, filter: filter.value.shape)
    return Self.result(output, of: [self], parameters: [filter], operation: operation) {
      deferred.convolvedFirst(with: filter, convolution)
        ?? DeferredTensor(
          DeferredConvolution(
            operation, input: deferred.activated, shape: output, isFilterKept: tape == nil))
    }
  }
}

struct ConvolutionOperation: Operation {
  let input: Place
  let saved: Saved
  let filter: Parameter
  let convolution: Convolution

  var kind: String {
    let size = "\(filter.value.shape[0])x\(filter.value.shape[1])"
    return "Convolution \(size)" + (convolution.stride > 1 ? " / \(convolution.stride)" : "")
  }
  var layer: String? { filter.layer }
  var graphOperation: GraphOperation { .convolution(convolution, filter: filter) }

  func multiplyAdds(for output: Shape) -> Int {
    output.count * (filter.value.count / filter.value.shape[3])
  }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    if filter.isTrainable {
      filter.accumulate { convolution.addFilterGradient(gradient, input: saved.activated, to: &$0) }
    }
    // What follows may run the deferred gradient of another convolution.
    Profile.current?.mark(kind, layer: layer)
    gradients.add(self, of: gradient)
  }
}
