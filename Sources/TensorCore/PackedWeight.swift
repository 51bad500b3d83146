import TensorKernels

/// The weight `[outputs, inputs]` of a linear layer as products read it: worth its memory where many
/// inputs meet the same weight.
package struct PackedWeight: Sendable {
  private let packed: Tensor
  private let inputs, outputs: Int

  package init(_ weight: Tensor) {
    (outputs, inputs) = (weight.shape[0], weight.shape[1])
    packed = TapFilter([Self.grid(rows: 0, inputs, outputs)], isTransposed: true).packed(weight)
  }

  /// `x W^T + bias`: `[N, inputs]` to `[N, outputs]`.
  package func product(_ x: Tensor, bias: Tensor) -> Tensor {
    precondition(
      x.shape.rank == 2 && x.shape[1] == inputs,
      "a linear layer of \(inputs) inputs was given \(x.shape)")
    let rows = x.shape[0]
    var finish = ConvolutionFinish()
    finish.append(scale: nil, shift: bias)
    var output = Tensor(uninitialized: [rows, 1, 1, outputs])
    _ = TapPlan(Self.grid(rows: rows, inputs, outputs)).run(
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
