import Autograd
import NeuralNet
import TensorCore

/// The convolutional part of an ImageNet Wide ResNet, whose groups a detector reads as features.
///
/// Stem (7x7 stride 2, batch normalisation, ReLU, 3x3 maximum stride 2) and the groups
/// `layer1`...`layer4`, with torchvision's names.
public final class ImageNetTrunk {
  /// Pixels of the picture per feature cell, group by group.
  public static let strides = [4, 8, 16, 32]

  /// Channels of each group.
  public let featureChannels: [Int]
  private let conv1: Conv2D
  private let bn1: BatchNorm
  private let groups: [[BasicBlock]]

  /// - Parameters:
  ///   - depth: 18 or 34.
  ///   - width: The factor of the groups' 64, 128, 256 and 512 channels; the stem's 64 stay.
  ///   - groupCount: How many of the four groups to build: a detector that reads `layer3` needs no
  ///     fourth.
  /// - Throws: ``NetworkError`` if there is no such network.
  /// - Precondition: `groupCount` is in 1...4.
  public init(_ builder: ParameterBuilder, depth: Int, width: Double, groupCount: Int = 4) throws {
    precondition((1...4).contains(groupCount), "a trunk has 1...4 groups, not \(groupCount)")
    let layout = try ImageNetLayout(depth: depth, width: width)
    conv1 = Conv2D(
      builder / "conv1", inputChannels: 3, outputChannels: ImageNetLayout.stem, kernelSize: 7,
      stride: 2)
    bn1 = BatchNorm(builder / "bn1", channels: ImageNetLayout.stem)
    var groups: [[BasicBlock]] = []
    var inputs = ImageNetLayout.stem
    for (group, outputs) in layout.channels.prefix(groupCount).enumerated() {
      let path = builder / "layer\(group + 1)"
      groups.append(
        (0..<layout.blocksPerGroup[group]).map { index in
          BasicBlock(
            path / index, inputs: index == 0 ? inputs : outputs, outputs: outputs,
            stride: group > 0 && index == 0 ? 2 : 1)
        })
      inputs = outputs
    }
    self.groups = groups
    featureChannels = Array(layout.channels.prefix(groupCount))
  }

  /// The outputs of the groups `layer1`...`layer<count>` for pictures `[N, H, W, 3]`: `[N, H / 4, W
  /// / 4, 64k]` and so on (rounded up), at `strides`.
  ///
  /// - Parameter count: How many groups to run; by default all that were built.
  /// - Precondition: So many groups were built.
  public func features(
    _ pictures: Variable, _ mode: Mode, upTo count: Int? = nil
  ) -> [Variable] {
    let count = count ?? groups.count
    precondition(
      (1...groups.count).contains(count), "group \(count) of a trunk that has \(groups.count)")
    var x = bn1(conv1(pictures), mode, relu: true)
      .maxPooled(Pooling(height: 3, width: 3, stride: 2, padding: 1))
    return groups.prefix(count).map { blocks in
      x = blocks.reduce(x) { x, block in block(x, mode) }
      return x
    }
  }

  /// Whether every batch normalisation is a fixed affine layer, as detectors use those of a
  /// pretrained trunk.
  public var isBatchNormFrozen: Bool {
    get { bn1.isFrozen }
    set { for norm in batchNorms { norm.isFrozen = newValue } }
  }

  private var batchNorms: [BatchNorm] {
    [bn1] + groups.joined().flatMap(\.batchNorms)
  }
}
