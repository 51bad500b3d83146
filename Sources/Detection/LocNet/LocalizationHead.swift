import Autograd
import NeuralNet
import TensorCore

/// LocNet's network (arXiv 1511.07763, section 4; AttractioNet's location sub-network): the search
/// region is pooled to 14x14, passes two 3x3 convolutions, is reduced to one row and one column by
/// maxima, and two linear layers say for each of M columns and M rows how likely it is inside the
/// object.
///
/// Class-agnostic, as in AttractioNet, and in-out only: 80 classes would need 96 million weights in
/// the linear layers.
struct LocalizationHead {
  static let pooledSize = 14

  let cells: Int
  private let samples: Int
  private let conv6, conv7: Conv2D
  private let fcX, fcY: Linear

  /// - Parameter samples: Bilinear samples per axis of a pooled bin; AttractioNet takes 1.
  init(
    _ builder: ParameterBuilder, inputChannels: Int, channels: Int, cells: Int, samples: Int = 2
  ) {
    self.cells = cells
    self.samples = samples
    conv6 = Conv2D(
      builder / "conv6", inputChannels: inputChannels, outputChannels: channels, kernelSize: 3,
      hasBias: true)
    conv7 = Conv2D(
      builder / "conv7", inputChannels: channels, outputChannels: channels, kernelSize: 3,
      hasBias: true)
    fcX = Linear(builder / "fc_x", inputs: Self.pooledSize * channels, outputs: cells)
    fcY = Linear(builder / "fc_y", inputs: Self.pooledSize * channels, outputs: cells)
  }

  /// Logits `[R, 2 M]`: M columns, then M rows, for the search regions of `boxes`.
  func callAsFunction(_ features: RegionFeatures.Maps, _ regions: [BatchBox]) -> Variable {
    let search = regions.map {
      BatchBox(image: $0.image, box: SearchRegion(around: $0.box, cells: cells).box)
    }
    let pooled = features.pooled(search, size: Self.pooledSize, samples: samples)
    let map = conv7(conv6(pooled).relu())
    // The maximum of rectified values is the rectified maximum, of fourteen times fewer values.
    let columns = map.maxPooled(Pooling(height: Self.pooledSize, width: 1)).relu().flattened()
    let rows = map.maxPooled(Pooling(height: 1, width: Self.pooledSize)).relu().flattened()
    return Variable.concatenated([fcX(columns), fcY(rows)])
  }

  /// The boxes moved to their most likely borders.
  func refined(_ features: RegionFeatures.Maps, _ regions: [BatchBox]) -> [BatchBox] {
    regions.inBlocks { block in
      let probabilities = self(features, block).value.sigmoid().scalars
      return block.enumerated().map { index, region in
        let row = probabilities[index * 2 * cells..<(index + 1) * 2 * cells]
        let search = SearchRegion(around: region.box, cells: cells)
        let middle = row.startIndex + cells
        return BatchBox(
          image: region.image, box: search.decode(x: row[..<middle], y: row[middle...]))
      }
    }
  }

  /// The mean over boxes, axes and cells of the binary cross-entropy (what the loss weight of
  /// the paper's code comes to).
  func loss(
    _ features: RegionFeatures.Maps, _ samples: [(region: BatchBox, object: Box)]
  ) -> Variable {
    let logits = self(features, samples.map(\.region))
    let targets = samples.flatMap { sample in
      let target = SearchRegion(around: sample.region.box, cells: cells).encode(sample.object)
      return target.x + target.y
    }
    return logits.binaryCrossEntropy(
      targets: Tensor(targets, shape: logits.shape),
      weights: Tensor(logits.shape, repeating: 1 / Float(logits.shape.count)))
  }
}
