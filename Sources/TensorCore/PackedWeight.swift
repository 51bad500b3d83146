import TensorKernels

/// The weight `[outputs, inputs]` of a linear layer as products read it. Costs as much memory as the weight
/// again, which pays where many inputs meet the same weight.
package struct PackedWeight: Sendable {
  /// Rows that a task takes through the cache together: a filter of this size comes from memory, and the
  /// rows need not be gathered.
  private static let largestBlock = 384

  /// `[panels of 16 outputs][inputs][16]`
  private let packed: Tensor
  private let inputs, outputs: Int

  /// - Precondition: The weight has two axes.
  package init(_ weight: Tensor) {
    precondition(
      weight.shape.rank == 2, "a linear layer's weight has two axes, not \(weight.shape)")
    (outputs, inputs) = (weight.shape[0], weight.shape[1])
    packed = TapFilter([Self.grid(rows: 0, inputs, outputs)], isTransposed: true).packed(weight)
  }

  /// `x W^T + bias`: `[N, inputs]` to `[N, outputs]`.
  package func product(_ x: Tensor, bias: Tensor) -> Tensor {
    precondition(
      x.shape.rank == 2 && x.shape[1] == inputs && bias.count == outputs,
      "a linear layer of \(inputs) inputs and \(outputs) outputs was given \(x.shape) and a bias"
        + " \(bias.shape)")
    let rows = x.shape[0]
    var finish = ConvolutionFinish()
    finish.append(scale: nil, shift: bias)
    var output = Tensor(uninitialized: [rows, 1, 1, outputs])
    let plan = TapPlan(
      Self.grid(rows: rows, inputs, outputs), largestBlock: Self.largestBlock)
    _ = plan.run(
      ActivatedTensor(x.reshaped(to: [rows, 1, 1, inputs])), packedFilter: packed, into: &output,
      finish: finish, reduction: .none)
    return output.reshaped(to: [rows, outputs])
  }

  /// A linear layer is a 1x1 convolution of pictures of one pixel.
  private static func grid(rows: Int, _ inputs: Int, _ outputs: Int) -> TapGrid {
    let pixels = WindowGeometry(
      batch: rows, height: 1, width: 1, channels: inputs, kernelHeight: 1, kernelWidth: 1,
      stride: 1, padding: 0)
    return .output(pixels, outputChannels: outputs)
  }
}
