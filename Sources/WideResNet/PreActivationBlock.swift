import Autograd
import NeuralNet

/// The pre-activation block B(3,3) of arXiv 1605.07146: two 3x3 convolutions, each after batch
/// normalisation and ReLU, with dropout between them.
///
/// Input `[N, H, W, inputs]`, output `[N, H / stride, W / stride, outputs]` (rounded up).
///
/// As in the authors' Lua code the shortcut of a block that keeps the number of channels is its raw
/// input, and the one of a block that changes it is a 1x1 convolution of the *activated* input,
/// which the first 3x3 convolution reads as well.
struct PreActivationBlock {
  private let bn1: BatchNorm
  private let conv1: Conv2D
  private let bn2: BatchNorm
  private let dropout: Dropout?
  private let conv2: Conv2D
  private let convShortcut: Conv2D?

  init(_ builder: ParameterBuilder, inputs: Int, outputs: Int, stride: Int, dropout: Float) {
    bn1 = BatchNorm(builder / "bn1", channels: inputs, gamma: CIFARWideResNet.gamma)
    conv1 = Conv2D(
      builder / "conv1", inputChannels: inputs, outputChannels: outputs, kernelSize: 3,
      stride: stride)
    bn2 = BatchNorm(builder / "bn2", channels: outputs, gamma: CIFARWideResNet.gamma)
    self.dropout = dropout > 0 ? Dropout(probability: dropout) : nil
    conv2 = Conv2D(
      builder / "conv2", inputChannels: outputs, outputChannels: outputs, kernelSize: 3)
    convShortcut =
      inputs == outputs
      ? nil
      : Conv2D(
        builder / "convShortcut", inputChannels: inputs, outputChannels: outputs, kernelSize: 1,
        stride: stride)
  }

  func callAsFunction(_ x: Variable, _ mode: Mode) -> Variable {
    let activated = bn1(x, mode, relu: true)
    var inner = bn2(conv1(activated), mode, relu: true)
    if let dropout { inner = dropout(inner, mode) }
    return conv2(inner) + (convShortcut.map { $0(activated) } ?? x)
  }
}
