import Autograd
import NeuralNet
import TensorCore
import WideResNet

/// MultiPathNet's region classifier (arXiv 1604.02135): what stands at a region of the trunk's maps,
/// and, by option, where exactly.
package struct RegionClassifier {
  package struct Losses {
    package let classification: Variable
    /// nil without a box regressor.
    package let boxes: Variable?
  }

  private let encoder: any RegionEncoder
  private let classifier: IntegralClassifier
  private let regressor: BoxRegressor?

  /// - Parameters:
  ///   - trunk: Whose fourth group is the head `layer4`.
  ///   - levels: Of the maps.
  init(
    _ builder: ParameterBuilder, _ architecture: RegionArchitecture, trunk: ResidualTrunk,
    levels: [(channels: Int, stride: Int)], classCount: Int
  ) {
    encoder =
      switch architecture.head {
      case .foveal: FovealEncoder(builder, architecture, levels: levels)
      case .layer4: Layer4Encoder(trunk: trunk, pooling: architecture.pooling)
      }
    classifier = IntegralClassifier(
      builder / "classifier", inputs: encoder.classUnits, thresholds: architecture.thresholds,
      classCount: classCount)
    regressor =
      architecture.boxTower
      ? BoxRegressor(
        builder / "box_regressor", inputs: encoder.boxUnits, classCount: classCount) : nil
  }

  package func scores(_ maps: [Variable], _ regions: [BatchBox]) -> [RegionScores] {
    regions.inBlocks(of: encoder.blockSize) { block in
      let encoded = encoder(maps, block, .inference)
      let probabilities = classifier.probabilities(encoded.classes)
      let boxes = boxes(encoded, block)
      return block.indices.map {
        RegionScores(probabilities: probabilities[$0], boxes: boxes?[$0])
      }
    }
  }

  private func boxes(_ encoded: EncodedRegions, _ regions: [BatchBox]) -> [[Box]]? {
    guard let regressor, let vectors = encoded.boxes else { return nil }
    return regressor.boxes(vectors, regions)
  }

  /// The vectors that the classifiers read, `[R, units]`.
  func vectors(_ maps: [Variable], _ regions: [BatchBox]) -> Tensor {
    Tensor(
      regions.inBlocks(of: encoder.blockSize) {
        encoder(maps, $0, .inference).classes.value.scalars
      },
      shape: [regions.count, encoder.classUnits])
  }

  package func losses(_ maps: [Variable], _ samples: [RegionSample], _ mode: Mode) -> Losses {
    let encoded = encoder(maps, samples.map(\.region), mode)
    return Losses(
      classification: classifier.loss(encoded.classes, samples),
      boxes: boxLoss(encoded, samples))
  }

  private func boxLoss(_ encoded: EncodedRegions, _ samples: [RegionSample]) -> Variable? {
    guard let regressor, let vectors = encoded.boxes else { return nil }
    return regressor.loss(vectors, samples, threshold: classifier.thresholds[0])
  }
}
