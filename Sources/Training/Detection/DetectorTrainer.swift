import Detection
import NeuralNet
import TensorCore

/// Trains a detector by its recipe.
package typealias DetectorTrainer = Trainer<DetectorTask>

extension DetectorTrainer {
  /// - Parameters:
  ///   - validation: Pictures for evaluation and the choice of the best weights; nil for none.
  ///   - start: Weights to start from; nil for random ones.
  ///   - workers: Threads that decode pictures.
  /// - Throws: `TrainingError`, `DetectorError`, `CheckpointError` or `WeightsMismatch` if the
  ///   recipe, the data and the weights do not fit.
  package convenience init(
    _ recipe: DetectorRecipe, training: DetectionDataset, validation: DetectionDataset?,
    start: DetectorStart? = nil, workers: Int = min(ThreadPool.current.size, 8),
    saveInterval: Duration = .seconds(600)
  ) throws {
    let task = try DetectorTask(recipe, training: training, validation: validation, start: start)
    self.init(task, workers: workers, saveInterval: saveInterval)
  }

  package var detector: Detector { task.detector }

  /// The best AP on the validation pictures, and the epoch that gave it, counted from 1; nil before
  /// the first evaluation.
  package var best: (AP: Double, epoch: Int)? {
    position.bestScore.map { ($0, position.bestEpoch) }
  }
}
