import Autograd
import NeuralNet
import TensorCore
import WideResNet

/// The head of the authors' code for residual networks (its `models/resnet.lua`): a region pooled
/// 14x14 from `layer3` passes the trunk's `layer4` (stride 2, to 7x7) and is averaged.
///
/// There are no foveal regions or skip connections, and one vector serves classes and boxes. Its
/// weights are the trunk's, so a backbone's file fills them, and its batch normalisation is frozen
/// or not with the trunk's.
struct Layer4Encoder: RegionEncoder {
  private let trunk: ResidualTrunk
  private let pooling: RoIPooling

  /// A region costs up to 2.6 billion multiply-adds and half a megabyte of `layer3`.
  let blockSize = 64

  init(trunk: ResidualTrunk, pooling: RegionArchitecture.Pooling) {
    self.trunk = trunk
    self.pooling = RoIPooling(
      height: 14, width: 14, scales: [1 / Float(ResidualTrunk.imageNetStrides[2])],
      method: pooling.method)
  }

  var classUnits: Int { trunk.featureChannels[3] }
  var boxUnits: Int { classUnits }

  func callAsFunction(_ maps: [Variable], _ regions: [BatchBox], _ mode: Mode) -> EncodedRegions {
    let pooled = Variable.pooled(maps.suffix(1), regions.map(\.regionOfInterest), pooling)
    let vectors = trunk.group(4, of: pooled, mode).globallyAveraged()
    return EncodedRegions(classes: vectors, boxes: vectors)
  }
}
