import Autograd
import NeuralNet
import TensorCore

/// One tower of MultiPathNet (arXiv 1604.02135, section 3): a foveal region pooled 7x7 from several
/// levels of the trunk (skip connections), each level's vector of 7 x 7 x C values normalised to one
/// length, concatenated, reduced by a 1x1 convolution, then one linear layer.
///
/// Chosen here: RoIAlign in place of the maximum over whole cells, which loses up to a cell at each
/// side (the recipe's `pooling` has both); a length that makes the mean square of a pooled value 1
/// whatever the trunk's width, where the paper has 1,000 for all; and a layer of the recipe's width
/// without dropout for VGG's two of 4,096 with it.
struct RegionTower {
  private static let pooledSize = 7

  private let region: FovealRegion
  private let pooling: RoIPooling
  private let reduce: Conv2D
  private let fc: Linear

  /// - Parameter levels: The last levels of the trunk, those that the tower sees.
  init(
    _ builder: ParameterBuilder, region: FovealRegion,
    levels: ArraySlice<(channels: Int, stride: Int)>, pooling: RegionArchitecture.Pooling,
    reducedChannels: Int, outputs: Int
  ) {
    self.region = region
    let size = Self.pooledSize
    self.pooling = RoIPooling(
      height: size, width: size, scales: levels.map { 1 / Float($0.stride) },
      lengths: levels.map { Float($0.channels * size * size).squareRoot() },
      method: pooling.method)
    reduce = Conv2D(
      builder / "reduce", inputChannels: levels.reduce(0) { $0 + $1.channels },
      outputChannels: reducedChannels,
      kernelSize: 1, hasBias: true)
    let inputs = size * size * reducedChannels
    fc = Linear(builder / "fc", inputs: inputs, outputs: outputs, initializer: .msra(fanIn: inputs))
  }

  /// `[R, outputs]` for the boxes of `regions` in the trunk's maps.
  func callAsFunction(_ maps: [Variable], _ regions: [BatchBox]) -> Variable {
    let rois = regions.map {
      BatchBox(image: $0.image, box: region.box(of: $0.box)).regionOfInterest
    }
    let pooled = Variable.pooled(maps.suffix(pooling.scales.count), rois, pooling)
    return fc(reduce(pooled).flattened()).relu()
  }
}
