import Autograd
import NeuralNet

/// The block of the original ResNet (He et al., arXiv 1512.03385): batch normalisation behind each
/// convolution, ReLU between them and behind the sum. Two 3x3 convolutions are the basic block; 1x1,
/// 3x3, 1x1 are the bottleneck.
struct PostActivationBlock: ResidualBlock {
  private let layers: [(convolution: Conv2D, norm: BatchNorm)]
  private let shortcut: Shortcut?
  private let stochasticDepth: StochasticDepth?

  init(
    _ builder: ParameterBuilder, _ layout: BlockLayout, _ network: NetworkLayout,
    stochasticDepth: StochasticDepth?
  ) {
    layers = layout.convolutions.enumerated().map { index, convolution in
      (
        convolution.make(builder / "conv\(index + 1)"),
        BatchNorm(
          builder / "bn\(index + 1)", channels: convolution.outputs, gamma: network.gamma)
      )
    }
    shortcut = Shortcut(builder, layout, names: network.names)
    self.stochasticDepth = stochasticDepth
  }

  var batchNorms: [BatchNorm] { layers.map(\.norm) + (shortcut?.batchNorms ?? []) }

  func callAsFunction(_ x: Variable, _ mode: Mode) -> Variable {
    if stochasticDepth?.skips(mode) ?? false {
      // The input comes from a ReLU: behind an identity another would change nothing.
      return shortcut.map { $0(x, mode).relu() } ?? x
    }
    var inner = x
    for (index, layer) in layers.enumerated() {
      inner = layer.norm(layer.convolution(inner), mode, relu: index < layers.count - 1)
    }
    if let stochasticDepth { inner = stochasticDepth(inner, mode) }
    return (inner + (shortcut.map { $0(x, mode) } ?? x)).relu()
  }
}
