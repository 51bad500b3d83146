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
  private let strides: [Int]
  private let scales: [Float]
  private let reduce: Conv2D
  private let fc: Linear

  init(
    _ builder: ParameterBuilder, region: FovealRegion, levels: [(channels: Int, stride: Int)],
    reducedChannels: Int, outputs: Int
  ) {
    self.region = region
    strides = levels.map(\.stride)
    scales = levels.map { Float($0.channels * Self.pooledSize * Self.pooledSize).squareRoot() }
    reduce = Conv2D(
      builder / "reduce", inputChannels: levels.reduce(0) { $0 + $1.channels },
      outputChannels: reducedChannels,
      kernelSize: 1, hasBias: true)
    let inputs = Self.pooledSize * Self.pooledSize * reducedChannels
    fc = Linear(builder / "fc", inputs: inputs, outputs: outputs, initializer: .msra(fanIn: inputs))
  }

  /// `[R, outputs]` for the boxes of `regions` in the trunk's maps.
  func callAsFunction(_ trunk: [Variable], _ regions: [BatchBox]) -> Variable {
    let rois = regions.map {
      BatchBox(image: $0.image, box: region.box(of: $0.box)).regionOfInterest
    }
    let size = Self.pooledSize
    let levels = zip(trunk, zip(strides, scales)).map { map, level in
      let pooling = RoIPooling(height: size, width: size, scale: 1 / Float(level.0))
      return map.pooled(rois, pooling).normalizedRows(scale: level.1)
    }
    return fc(reduce(Variable.concatenated(levels)).flattened()).relu()
  }
}
