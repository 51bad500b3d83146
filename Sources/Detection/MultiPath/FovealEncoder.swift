import Autograd
import NeuralNet

/// MultiPathNet's towers over foveal regions (arXiv 1604.02135, sections 3.1 and 3.2), concatenated;
/// boxes have a tower of their own that sees 1.5x on all levels (the authors' `model_het`).
struct FovealEncoder: RegionEncoder {
  private let towers: [RegionTower]
  private let boxTower: RegionTower?
  private let towerUnits: Int

  let blockSize = 256

  init(
    _ builder: ParameterBuilder, _ architecture: RegionArchitecture,
    levels: [(channels: Int, stride: Int)]
  ) {
    func tower(_ path: ParameterBuilder, _ region: FovealRegion, levelCount: Int) -> RegionTower {
      RegionTower(
        path, region: region, levels: levels.suffix(levelCount),
        pooling: architecture.pooling, reducedChannels: architecture.reducedChannels,
        outputs: architecture.towerUnits)
    }
    towers = architecture.foveal.enumerated().map { index, region in
      tower(builder / "towers" / index, region, levelCount: region.levelCount)
    }
    boxTower =
      architecture.boxTower
      ? tower(builder / "box_tower", .x1_5, levelCount: levels.count) : nil
    towerUnits = architecture.towerUnits
  }

  var classUnits: Int { towerUnits * towers.count }
  var boxUnits: Int { towerUnits }

  func callAsFunction(_ maps: [Variable], _ regions: [BatchBox], _ mode: Mode) -> EncodedRegions {
    EncodedRegions(
      classes: Variable.concatenated(towers.map { $0(maps, regions) }),
      boxes: boxTower.map { $0(maps, regions) })
  }
}
