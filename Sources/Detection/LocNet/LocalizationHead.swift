import Autograd
import NeuralNet
import TensorCore

/// LocNet's network (arXiv 1511.07763, section 4; AttractioNet's location sub-network): the search
/// region is pooled to 14x14, passes two 3x3 convolutions, is reduced to one row and one column by
/// maxima, and two linear layers give the vectors of each axis.
struct LocalizationHead {
  static let pooledSize = 14

  let outputs: LocalizationOutputs
  private let samples: Int
  private let conv6, conv7: Conv2D
  private let fcX, fcY: Linear

  /// - Parameter samples: Bilinear samples of a pooled bin per axis; AttractioNet takes 1.
  init(
    _ builder: ParameterBuilder, inputChannels: Int, channels: Int, cells: Int,
    model: LocalizationModel = .inOut, classes: Int = 1, samples: Int = 2
  ) {
    self.samples = samples
    outputs = LocalizationOutputs(model, classes: classes, cells: cells)
    conv6 = Conv2D(
      builder / "conv6", inputChannels: inputChannels, outputChannels: channels, kernelSize: 3,
      hasBias: true)
    conv7 = Conv2D(
      builder / "conv7", inputChannels: channels, outputChannels: channels, kernelSize: 3,
      hasBias: true)
    fcX = Linear(builder / "fc_x", inputs: Self.pooledSize * channels, outputs: outputs.count)
    fcY = Linear(builder / "fc_y", inputs: Self.pooledSize * channels, outputs: outputs.count)
  }

  /// Whether classes have borders of their own.
  var isClassSpecific: Bool { outputs.classes > 1 }

  /// Logits `[R, 2 axes * classes * vectors * M]` for the search regions of `regions`.
  func callAsFunction(_ features: RegionFeatures.Maps, _ regions: [BatchBox]) -> Variable {
    let search = regions.map {
      BatchBox(image: $0.image, box: SearchRegion(around: $0.box, cells: outputs.cells).box)
    }
    let pooled = features.pooled(search, size: Self.pooledSize, samples: samples)
    let map = conv7(conv6(pooled).relu())
    // The maximum of rectified values is the rectified maximum, of fourteen times fewer values.
    let columns = map.maxPooled(Pooling(height: Self.pooledSize, width: 1)).relu().flattened()
    let rows = map.maxPooled(Pooling(height: 1, width: Self.pooledSize)).relu().flattened()
    return Variable.concatenated([fcX(columns), fcY(rows)])
  }

  func loss(
    _ features: RegionFeatures.Maps, _ samples: [LocalizationOutputs.Sample]
  ) -> Variable {
    outputs.loss(self(features, samples.map(\.region)), samples)
  }

  /// The boxes moved to their most likely borders.
  /// - Parameter categories: The class of each box; not needed where all classes share their borders.
  /// - Precondition: There is a class for each box where classes have borders of their own.
  func refined(
    _ features: RegionFeatures.Maps, _ regions: [BatchBox], categories: [Int]? = nil
  ) -> [BatchBox] {
    precondition(
      !isClassSpecific || categories?.count == regions.count,
      "\(regions.count) boxes and \(categories?.count ?? 0) classes of them")
    var result = regions
    let moved = uses(of: regions).inBlocks { block in
      let logits = self(features, block.map(\.region)).value.scalars
      return block.enumerated().flatMap { row, use in
        use.indices.map { index in
          (
            index: index,
            box: outputs.decoded(
              logits, row: row, category: categories?[index] ?? 0, around: use.region.box)
          )
        }
      }
    }
    for (index, box) in moved { result[index].box = box }
    return result
  }

  /// The different regions and where each stands: one that several classes ask for passes the
  /// network once.
  private func uses(of regions: [BatchBox]) -> [(region: BatchBox, indices: [Int])] {
    var uses: [(region: BatchBox, indices: [Int])] = []
    var places: [BatchBox: Int] = [:]
    for (index, region) in regions.enumerated() {
      if let place = places[region] {
        uses[place].indices.append(index)
      } else {
        places[region] = uses.count
        uses.append((region, [index]))
      }
    }
    return uses
  }
}
