import Autograd
import NeuralNet
import TensorCore

/// The convolutional part of a residual network: a stem and groups of blocks, of which a detector
/// reads features.
public final class ResidualTrunk {
  /// Pixels of the picture per feature cell of an ImageNet trunk, group by group.
  public static let imageNetStrides = [4, 8, 16, 32]

  /// Channels of each group.
  public let featureChannels: [Int]
  private let conv1: Conv2D
  /// Of post-activation networks.
  private let bn1: BatchNorm?
  private let poolsStem: Bool
  private let groups: [[any ResidualBlock]]

  /// The trunk of an ImageNet network, with torchvision's names: stem (7x7 stride 2, batch
  /// normalisation, ReLU, 3x3 maximum stride 2) and the groups `layer1`...`layer4`.
  ///
  /// - Parameters:
  ///   - depth: 18, 34, 50, 101 or 152.
  ///   - width: The factor of the groups' channels; the stem's 64 stay.
  ///   - groupCount: How many of the four groups to build: a detector that reads `layer3` needs no
  ///     fourth.
  /// - Throws: ``NetworkError`` if there is no such network, or none that memory holds.
  /// - Precondition: `groupCount` is in 1...4.
  public convenience init(
    _ builder: ParameterBuilder, imageNetDepth depth: Int, width: Double, groupCount: Int = 4
  ) throws {
    let layout = try Self.layout(imageNetDepth: depth, width: width, groupCount: groupCount)
    self.init(builder, layout, groupCount: groupCount)
  }

  /// The number of weights of such a trunk, running statistics excluded. Nothing is built.
  /// - Throws: ``NetworkError`` as the trunk itself.
  /// - Precondition: `groupCount` is in 1...4.
  package static func weightCount(
    imageNetDepth depth: Int, width: Double, groupCount: Int = 4
  ) throws -> Double {
    try layout(imageNetDepth: depth, width: width, groupCount: groupCount)
      .trunkWeightCount(groupCount: groupCount)
  }

  private static func layout(
    imageNetDepth depth: Int, width: Double, groupCount: Int
  ) throws -> NetworkLayout {
    precondition((1...4).contains(groupCount), "a trunk has 1...4 groups, not \(groupCount)")
    let configuration = NetworkConfiguration(
      family: .imagenet, depth: depth, width: width, classes: 1)
    let layout = try NetworkLayout.imageNet(configuration)
    try NetworkError.check(
      weights: layout.trunkWeightCount(groupCount: groupCount),
      of: "the trunk \(configuration.name)")
    return layout
  }

  /// - Parameters:
  ///   - dropout: Of each block; for pre-activation networks.
  ///   - stochasticDepth: The probability with which training leaves out the last block.
  init(
    _ builder: ParameterBuilder, _ layout: NetworkLayout, groupCount: Int? = nil,
    dropout: Float = 0, stochasticDepth: Float = 0
  ) {
    let blockCount = layout.groups.reduce(0) { $0 + $1.count }
    var number = 0
    conv1 = layout.stem.make(builder / "conv1")
    bn1 =
      layout.order == .post
      ? BatchNorm(builder / "bn1", channels: layout.stem.outputs, gamma: layout.gamma) : nil
    poolsStem = layout.poolsStem
    let built = layout.groups.prefix(groupCount ?? layout.groups.count)
    groups = built.enumerated().map { group, blocks in
      let path = builder / layout.names.group(group)
      return (0..<blocks.count).map { index in
        number += 1
        let depth = StochasticDepth(last: stochasticDepth, number: number, count: blockCount)
        return switch layout.order {
        case .pre:
          PreActivationBlock(
            path / index, blocks[index], layout, dropout: dropout, stochasticDepth: depth)
        case .post:
          PostActivationBlock(path / index, blocks[index], layout, stochasticDepth: depth)
        }
      }
    }
    featureChannels = built.map(\.outputs)
  }

  /// The output of the last group for pictures `[N, H, W, 3]`.
  func callAsFunction(_ pictures: Variable, _ mode: Mode) -> Variable {
    groups.joined().reduce(stem(pictures, mode)) { x, block in block(x, mode) }
  }

  /// The outputs of the first groups for pictures `[N, H, W, 3]`; of an ImageNet trunk `[N, H / 4, W
  /// / 4, 64k]` and so on (rounded up), at `imageNetStrides`.
  ///
  /// - Parameter count: How many groups to run; by default all that were built.
  /// - Precondition: So many groups were built.
  public func features(
    _ pictures: Variable, _ mode: Mode, upTo count: Int? = nil
  ) -> [Variable] {
    let count = count ?? groups.count
    precondition(
      (1...groups.count).contains(count), "group \(count) of a trunk that has \(groups.count)")
    var x = stem(pictures, mode)
    return (1...count).map { number in
      x = group(number, of: x, mode)
      return x
    }
  }

  /// The output of group `number`, from 1, for the output of the one before, or regions of it.
  /// - Precondition: So many groups were built.
  public func group(_ number: Int, of features: Variable, _ mode: Mode) -> Variable {
    precondition(
      groups.indices.contains(number - 1), "group \(number) of a trunk that has \(groups.count)")
    return groups[number - 1].reduce(features) { x, block in block(x, mode) }
  }

  private func stem(_ pictures: Variable, _ mode: Mode) -> Variable {
    var x = conv1(pictures)
    if let bn1 { x = bn1(x, mode, relu: true) }
    return poolsStem ? x.maxPooled(Pooling(height: 3, width: 3, stride: 2, padding: 1)) : x
  }

  /// Whether every batch normalisation is a fixed affine layer, as detectors use those of a
  /// pretrained trunk.
  public var isBatchNormFrozen: Bool {
    get { batchNorms.allSatisfy(\.isFrozen) }
    set { for norm in batchNorms { norm.isFrozen = newValue } }
  }

  private var batchNorms: [BatchNorm] {
    (bn1.map { [$0] } ?? []) + groups.joined().flatMap(\.batchNorms)
  }
}
