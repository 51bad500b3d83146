import Autograd
import NeuralNet

/// The post-activation block of two 3x3 convolutions (He et al., arXiv 1512.03385) with shortcut B:
/// a 1x1 convolution and batch normalisation where the number of channels changes, else the input
/// itself.
///
/// Input `[N, H, W, inputs]`, output `[N, H / stride, W / stride, outputs]` (rounded up).
struct BasicBlock {
  private let conv1: Conv2D
  private let bn1: BatchNorm
  private let conv2: Conv2D
  private let bn2: BatchNorm
  private let downsample: (convolution: Conv2D, norm: BatchNorm)?

  init(_ builder: ParameterBuilder, inputs: Int, outputs: Int, stride: Int) {
    conv1 = Conv2D(
      builder / "conv1", inputChannels: inputs, outputChannels: outputs, kernelSize: 3,
      stride: stride)
    bn1 = BatchNorm(builder / "bn1", channels: outputs)
    conv2 = Conv2D(
      builder / "conv2", inputChannels: outputs, outputChannels: outputs, kernelSize: 3)
    bn2 = BatchNorm(builder / "bn2", channels: outputs)
    let path = builder / "downsample"
    downsample =
      inputs == outputs
      ? nil
      : (
        Conv2D(
          path / 0, inputChannels: inputs, outputChannels: outputs, kernelSize: 1, stride: stride),
        BatchNorm(path / 1, channels: outputs)
      )
  }

  var batchNorms: [BatchNorm] { [bn1, bn2] + (downsample.map { [$0.norm] } ?? []) }

  func callAsFunction(_ x: Variable, _ mode: Mode) -> Variable {
    let inner = bn2(conv2(bn1(conv1(x), mode, relu: true)), mode)
    let shortcut = downsample.map { $0.norm($0.convolution(x), mode) } ?? x
    return (inner + shortcut).relu()
  }
}
