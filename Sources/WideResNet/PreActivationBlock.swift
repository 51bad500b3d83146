import Autograd
import NeuralNet

/// The pre-activation block B(M) of arXiv 1605.07146: batch normalisation and ReLU before each
/// convolution, and dropout before the last one.
///
/// As in the authors' Lua code the shortcut of a block that keeps the number of channels is its raw
/// input, and the one of a block that changes it reads the *activated* input, as the first
/// convolution does.
struct PreActivationBlock: ResidualBlock {
  private let layers: [(norm: BatchNorm, convolution: Conv2D)]
  private let shortcut: Shortcut?
  private let dropout: Dropout?
  private let stochasticDepth: StochasticDepth?

  init(
    _ builder: ParameterBuilder, _ layout: BlockLayout, _ network: NetworkLayout, dropout: Float,
    stochasticDepth: StochasticDepth?
  ) {
    layers = layout.convolutions.enumerated().map { index, convolution in
      (
        BatchNorm(
          builder / "bn\(index + 1)", channels: convolution.inputs, gamma: network.gamma),
        convolution.make(builder / "conv\(index + 1)")
      )
    }
    shortcut = Shortcut(builder, layout, names: network.names)
    self.dropout = dropout > 0 ? Dropout(probability: dropout) : nil
    self.stochasticDepth = stochasticDepth
  }

  var batchNorms: [BatchNorm] { layers.map(\.norm) + (shortcut?.batchNorms ?? []) }

  func callAsFunction(_ x: Variable, _ mode: Mode) -> Variable {
    let isSkipped = stochasticDepth?.skips(mode) ?? false
    if isSkipped && shortcut == nil { return x }
    let activated = layers[0].norm(x, mode, relu: true)
    if isSkipped, let shortcut { return shortcut(activated, mode) }
    var inner = activated
    for (index, layer) in layers.enumerated() {
      if index > 0 { inner = layer.norm(inner, mode, relu: true) }
      if index == layers.count - 1, let dropout { inner = dropout(inner, mode) }
      inner = layer.convolution(inner)
    }
    if let stochasticDepth { inner = stochasticDepth(inner, mode) }
    return inner + (shortcut.map { $0(activated, mode) } ?? x)
  }
}
