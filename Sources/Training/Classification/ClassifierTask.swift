import Autograd
import Checkpoints
import Datasets
import NeuralNet
import TensorCore
import WideResNet

/// What a classifier's training consists of: its recipe, network and pictures.
package struct ClassifierTask: TrainingTask {
  package let recipe: ClassifierRecipe
  package let store = ParameterStore()
  let network: any ImageClassifier
  let training, validation: any ClassificationDataset
  let preparation: PicturePreparation
  /// Threads that decode pictures for an evaluation.
  let workers: Int

  /// - Throws: ``TrainingError`` or `NetworkError` if the recipe cannot be followed or does not fit
  ///   the data sets.
  init(
    _ recipe: ClassifierRecipe, training: any ClassificationDataset,
    validation: any ClassificationDataset, whitening: Whitening?, workers: Int
  ) throws {
    try recipe.validate()
    guard (recipe.normalization == .zca) == (whitening != nil) else {
      throw TrainingError("a whitening is needed if the normalization is zca, and only then.")
    }
    let scalars = recipe.pictureSize * recipe.pictureSize * 3
    guard whitening?.scalarCount ?? scalars == scalars else {
      throw TrainingError(
        "the whitening is of pictures of \(whitening?.scalarCount ?? 0) numbers, the network reads"
          + " \(scalars).")
    }
    guard training.classNames.count == recipe.network.classes,
      validation.classNames.count == recipe.network.classes
    else {
      throw TrainingError(
        "the network has \(recipe.network.classes) classes, the training data"
          + " \(training.classNames.count) and the validation data \(validation.classNames.count).")
    }
    guard training.count > 0, validation.count > 0 else {
      throw TrainingError(
        "there are \(training.count) training and \(validation.count) validation pictures; both are"
          + " needed.")
    }
    self.recipe = recipe
    self.training = training
    self.validation = validation
    self.workers = workers
    network = try recipe.network.makeNetwork(ParameterBuilder(store, seed: recipe.seed))
    preparation = PicturePreparation(
      family: recipe.network.family, size: recipe.pictureSize,
      normalization: recipe.normalization.affine ?? .unit, augmentation: recipe.augmentation,
      whitening: whitening)
  }

  package var data: TrainingData {
    TrainingData(
      classes: training.classNames, training: training.count, validation: validation.count)
  }

  package func makeOptimizer() -> SGD {
    SGD(
      store.trainable, momentum: recipe.momentum, weightDecay: recipe.weightDecay,
      isNesterov: recipe.nesterov, decaysVectors: recipe.weightDecayOnNorms)
  }

  package func epoch(_ number: Int) -> ClassificationEpoch {
    ClassificationEpoch(
      training: training, preparation, batchSize: recipe.batch, seed: recipe.seed, epoch: number,
      mixing: TargetMixing(smoothing: recipe.labelSmoothing, alpha: recipe.mixup))
  }

  package func begin(_ position: ClassifierPosition, _ optimizer: SGD) {
    if position.step == 0, recipe.resetsMomentum,
      recipe.schedule.drops(atEpoch: position.epoch + 1)
    {
      optimizer.resetMomentum()
    }
  }

  package func losses(
    of batch: ClassificationBatch, _ tape: Tape, _ random: RandomSource
  ) -> (losses: [(loss: Variable, weight: Float)], sums: ClassificationMetrics) {
    let logits = network(tape.variable(batch.pictures), .training(random))
    let loss = batch.loss(logits)
    var sums = ClassificationMetrics()
    sums.add(logits: logits.value, labels: batch.labels, loss: loss.value.scalar)
    return ([(loss, 1)], sums)
  }

  package func names(of batch: ClassificationBatch) -> [String] {
    batch.indices.map { index in
      switch training.picture(at: index) {
      case .file(let path): "'\(path)'"
      case .pixels: "\(index)"
      }
    }
  }

  package var isEvaluated: Bool { true }

  package func evaluate(
    continues: (Int, Int) throws -> Bool
  ) throws -> ClassificationMetrics? {
    try network.evaluate(
      ClassificationEpoch(evaluating: validation, preparation, batchSize: recipe.batch),
      flipTest: recipe.flipTest, workers: workers
    ) { try continues($0.images, validation.count) }
  }
}
