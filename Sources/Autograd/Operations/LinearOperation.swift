import TensorCore

extension Variable {
  /// `x W^T + b`: `[N, in]` to `[N, out]`, with W `[out, in]` as PyTorch stores it.
  public func linear(weight: Parameter, bias: Parameter) -> Variable {
    Self.result(
      [shape.rows, weight.value.shape[0]], of: [self], parameters: [weight, bias],
      operation: LinearOperation(input: place, saved: saved, weight: weight, bias: bias)
    ) {
      // Without a tape the weight is likely to meet other inputs before it changes.
      if tape == nil, !ConvolutionPath.isDirect {
        return DeferredTensor(weight.packed.product(value, bias: bias.value))
      }
      var output = value.matrixProduct(weight.value, otherTransposed: true)
      output.addRow(bias.value)
      return DeferredTensor(output)
    }
  }
}

struct LinearOperation: Operation {
  let input: Place
  let saved: Saved
  let weight, bias: Parameter

  var layer: String? { weight.layer }
  var graphOperation: GraphOperation { .linear(weight: weight, bias: bias) }

  func multiplyAdds(for output: Shape) -> Int { output.count * weight.value.shape[1] }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    if weight.isTrainable {
      weight.accumulate { $0.addMatrixProduct(gradient, saved.tensor, transposed: true) }
    }
    if bias.isTrainable { bias.accumulate { $0.add(gradient.rowSums()) } }
    if input.requiresGradient { gradients.add(gradient.matrixProduct(weight.value), to: input) }
  }
}
