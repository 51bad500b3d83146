import Autograd
import NeuralNet

/// The ImageNet Wide ResNet of arXiv 1605.07146, table 7: ResNet-18 or -34 with post-activation
/// basic blocks whose groups are `width` times as wide (`pretrained/wide-resnet.lua` with shortcut
/// B).
///
/// The last pooling is a global average, so pictures may have any size; at 224x224 it is the
/// authors' 7x7. Initial values are the authors' too: convolutions normal by fan-in (torchvision:
/// fan-out), gamma 1, the linear weight uniform within `1 / sqrt(512k)`, its bias 0. Names are
/// torchvision's, so at width 1 its `resnet18` and `resnet34` weights fit.
public final class ImageNetWideResNet: ImageClassifier {
  public let trunk: ImageNetTrunk
  public let classCount: Int
  private let fc: Linear

  /// - Parameters:
  ///   - depth: 18 or 34.
  ///   - width: The factor of the groups' channels.
  /// - Throws: ``NetworkError`` if there is no such network.
  public init(_ builder: ParameterBuilder, depth: Int, width: Double, classes: Int) throws {
    try NetworkError.check(classes: classes)
    trunk = try ImageNetTrunk(builder, depth: depth, width: width)
    fc = Linear(builder / "fc", inputs: trunk.featureChannels[3], outputs: classes)
    classCount = classes
  }

  /// Logits `[N, classes]` of pictures `[N, H, W, 3]`.
  public func callAsFunction(_ pictures: Variable, _ mode: Mode) -> Variable {
    fc(trunk.features(pictures, mode)[3].globallyAveraged())
  }
}
