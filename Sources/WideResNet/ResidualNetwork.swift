import Autograd
import NeuralNet

/// A classifier made of a trunk, a global average and a linear layer: every network of "Wide
/// Residual Networks" (Zagoruyko & Komodakis, arXiv 1605.07146) and of the papers it compares with.
///
/// The average is over the whole picture, so pictures may have any size; at 32x32 and 224x224 it is
/// the authors' 8x8 and 7x7. Initial values are those of the authors' Lua code: convolutions normal
/// by fan-in, the linear weight uniform within one by the root of its inputs, its bias 0; batch
/// norm's gamma is uniform in 0..<1 in wide CIFAR networks (torch's default, which their PyTorch
/// port keeps), else 1.
final class ResidualNetwork: ImageClassifier {
  let classCount: Int
  private let trunk: ResidualTrunk
  /// Of pre-activation networks.
  private let finalNorm: BatchNorm?
  private let head: Linear

  init(
    _ builder: ParameterBuilder, _ layout: NetworkLayout, dropout: Float, stochasticDepth: Float,
    classes: Int
  ) {
    trunk = ResidualTrunk(builder, layout, dropout: dropout, stochasticDepth: stochasticDepth)
    finalNorm =
      layout.order == .pre
      ? BatchNorm(builder / layout.names.finalNorm, channels: layout.outputs, gamma: layout.gamma)
      : nil
    head = Linear(builder / layout.names.head, inputs: layout.outputs, outputs: classes)
    classCount = classes
  }

  func callAsFunction(_ pictures: Variable, _ mode: Mode) -> Variable {
    var features = trunk(pictures, mode)
    if let finalNorm { features = finalNorm(features, mode, relu: true) }
    return head(features.globallyAveraged())
  }
}

extension NetworkLayout {
  /// Builds a network of this layout; its parameters appear in the builder's store.
  package func makeNetwork(
    _ builder: ParameterBuilder, dropout: Float = 0, stochasticDepth: Float = 0, classes: Int
  ) -> any ImageClassifier {
    ResidualNetwork(
      builder, self, dropout: dropout, stochasticDepth: stochasticDepth, classes: classes)
  }
}
