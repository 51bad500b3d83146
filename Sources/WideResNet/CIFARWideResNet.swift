import Autograd
import NeuralNet

/// The Wide Residual Network WRN-d-k for 32x32 pictures (Zagoruyko & Komodakis, arXiv 1605.07146,
/// table 1).
///
/// A 3x3 convolution of 16 channels, three groups of pre-activation blocks with `16k`, `32k` and
/// `64k` channels (the second and third halve the picture), batch normalisation, ReLU, global
/// average, a linear layer.
///
/// Initial values are those of the authors' Lua code: convolutions normal by fan-in, batch norm's
/// gamma uniform in 0..<1 (torch's default, which their PyTorch port keeps), the linear weight
/// uniform within `1 / sqrt(64k)`, its bias 0.
///
/// Parameters have the names of the xternalz port: `conv1`,
/// `block{1,2,3}.layer.{i}.{bn1,conv1,bn2,conv2,convShortcut}`, `bn1`, `fc`.
public final class CIFARWideResNet: ImageClassifier {
  static let gamma = Initializer.uniform(0...1)

  public let classCount: Int
  private let conv1: Conv2D
  private let blocks: [PreActivationBlock]
  private let bn1: BatchNorm
  private let fc: Linear

  /// - Parameters:
  ///   - depth: `6n + 4` with n blocks in each group.
  ///   - width: The factor k; channel numbers are rounded down, so it may be fractional.
  ///   - dropout: The probability of zero between the convolutions of each block; 0 for none.
  /// - Throws: ``NetworkError`` if there is no such network.
  public init(
    _ builder: ParameterBuilder, depth: Int, width: Double, dropout: Float = 0, classes: Int
  ) throws {
    let layout = try CIFARLayout(depth: depth, width: width)
    try NetworkError.check(dropout: dropout)
    try NetworkError.check(classes: classes)
    classCount = classes
    conv1 = Conv2D(
      builder / "conv1", inputChannels: 3, outputChannels: CIFARLayout.stem, kernelSize: 3)
    var blocks: [PreActivationBlock] = []
    var inputs = CIFARLayout.stem
    for (group, outputs) in layout.channels.enumerated() {
      for index in 0..<layout.blocksPerGroup {
        blocks.append(
          PreActivationBlock(
            builder / "block\(group + 1)" / "layer" / index, inputs: inputs, outputs: outputs,
            stride: group > 0 && index == 0 ? 2 : 1, dropout: dropout))
        inputs = outputs
      }
    }
    self.blocks = blocks
    bn1 = BatchNorm(builder / "bn1", channels: inputs, gamma: Self.gamma)
    fc = Linear(builder / "fc", inputs: inputs, outputs: classes)
  }

  /// Logits `[N, classes]` of pictures `[N, H, W, 3]`.
  public func callAsFunction(_ pictures: Variable, _ mode: Mode) -> Variable {
    let features = blocks.reduce(conv1(pictures)) { x, block in block(x, mode) }
    return fc(bn1(features, mode, relu: true).globallyAveraged())
  }
}
