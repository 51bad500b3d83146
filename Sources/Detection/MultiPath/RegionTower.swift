import Autograd
import NeuralNet
import TensorCore

/// One tower of MultiPathNet (arXiv 1604.02135, section 3): a foveal region pooled 7x7 from several
/// levels of the trunk (skip connections), each normalised to unit length, concatenated, scaled,
/// reduced by a 1x1 convolution, then one linear layer.
///
/// The paper scales by 1,000 and uses VGG's two layers of 4,096; here the scale makes the mean
/// square of a pooled value 1, whatever the trunk's width, and the layer's width comes from the
/// recipe.
struct RegionTower {
  private static let pooledSize = 7

  private let region: FovealRegion
  private let pooling: RoIPooling
  private let reduce: Conv2D
  private let fc: Linear

  init(
    _ builder: ParameterBuilder, region: FovealRegion, levels: [(channels: Int, stride: Int)],
    reducedChannels: Int, outputs: Int
  ) {
    self.region = region
    let size = Self.pooledSize
    pooling = RoIPooling(
      height: size, width: size, scales: levels.map { 1 / Float($0.stride) },
      lengths: levels.map { Float($0.channels * size * size).squareRoot() })
    reduce = Conv2D(
      builder / "reduce", inputChannels: levels.reduce(0) { $0 + $1.channels },
      outputChannels: reducedChannels,
      kernelSize: 1, hasBias: true)
    let inputs = size * size * reducedChannels
    fc = Linear(builder / "fc", inputs: inputs, outputs: outputs, initializer: .msra(fanIn: inputs))
  }

  /// `[R, outputs]` for the boxes of `regions` in the trunk's maps.
  func callAsFunction(_ trunk: [Variable], _ regions: [BatchBox]) -> Variable {
    let rois = regions.map {
      BatchBox(image: $0.image, box: region.box(of: $0.box)).regionOfInterest
    }
    return fc(reduce(Variable.pooled(trunk, rois, pooling)).flattened()).relu()
  }
}
