import Autograd
import NeuralNet
import TensorCore

/// MultiPathNet's classifier (arXiv 1604.02135): towers over foveal regions, concatenated, then one
/// linear layer over the classes and background, which is class 0 here and nowhere else.
struct RegionClassifier {
  private let towers: [RegionTower]
  private let classifier: Linear
  let classCount: Int

  init(
    _ builder: ParameterBuilder, _ architecture: RegionArchitecture,
    levels: [(channels: Int, stride: Int)], classCount: Int
  ) {
    self.classCount = classCount
    towers = architecture.foveal.enumerated().map { index, region in
      RegionTower(
        builder / "towers" / index, region: region, levels: levels,
        reducedChannels: architecture.reducedChannels, outputs: architecture.towerUnits)
    }
    classifier = Linear(
      builder / "classifier", inputs: architecture.towerUnits * towers.count,
      outputs: classCount + 1,
      initializer: .normal(standardDeviation: 0.01))
  }

  /// Logits `[R, 1 + classes]`.
  func callAsFunction(_ trunk: [Variable], _ regions: [BatchBox]) -> Variable {
    classifier(Variable.concatenated(towers.map { $0(trunk, regions) }))
  }

  /// The probability of each class, background left out, for each region.
  func probabilities(_ trunk: [Variable], _ regions: [BatchBox]) -> [[Float]] {
    let columns = classCount + 1
    return regions.inBlocks { block in
      let scalars = self(trunk, block).value.softmax().scalars
      return block.indices.map { Array(scalars[$0 * columns + 1..<($0 + 1) * columns]) }
    }
  }

  /// The mean cross-entropy; class 0 is background.
  func loss(_ trunk: [Variable], _ samples: [(region: BatchBox, label: Int)]) -> Variable {
    self(trunk, samples.map(\.region)).softmaxCrossEntropy(labels: samples.map(\.label))
  }
}
