import Datasets
import NeuralNet
import TensorCore
import WideResNet

/// Trains a classifier by its recipe.
package typealias ClassifierTrainer = Trainer<ClassifierTask>

extension ClassifierTrainer {
  /// - Parameters:
  ///   - whitening: For a recipe whose normalization is zca.
  ///   - workers: Threads that decode pictures.
  ///   - saveInterval: Time after which a step saves the state.
  /// - Throws: ``TrainingError`` or `NetworkError` if the recipe cannot be followed or does not fit
  ///   the data sets.
  package convenience init(
    _ recipe: ClassifierRecipe, training: any ClassificationDataset,
    validation: any ClassificationDataset, whitening: Whitening? = nil, workers: Int = 1,
    saveInterval: Duration = .seconds(600)
  ) throws {
    let task = try ClassifierTask(
      recipe, training: training, validation: validation, whitening: whitening, workers: workers)
    self.init(task, workers: workers, saveInterval: saveInterval)
  }

  package var training: any ClassificationDataset { task.training }
  package var validation: any ClassificationDataset { task.validation }

  /// The best share of validation pictures that were right, and the epoch that gave it, counted
  /// from 1; nil before the first.
  package var best: (top1: Double, epoch: Int)? {
    position.bestScore.map { ($0, position.bestEpoch) }
  }
}
