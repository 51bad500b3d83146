import Autograd
import Checkpoints
import Datasets
import NeuralNet
import TensorCore
import WideResNet

/// Trains a classifier by its recipe, evaluates it after each epoch, and keeps a run folder from
/// which it can go on.
///
/// Everything random is drawn from the seed and the position, so a training that was interrupted
/// and resumed gives the same bits as one that was not.
package final class ClassifierTrainer {
  package let recipe: ClassifierRecipe
  package let store = ParameterStore()
  let network: any ImageClassifier
  let optimizer: SGD
  /// The moving average of the weights; nil if the recipe has none.
  let average: WeightAverage?
  package let training, validation: any ClassificationDataset
  let preparation: PicturePreparation
  let workers: Int
  /// The longest time between two saved states.
  private let saveInterval: Duration
  var position = ClassifierPosition()
  /// What TensorBoard reads; made when there is something to write.
  var eventFile: EventFile?

  /// - Parameters:
  ///   - whitening: For a recipe whose normalization is zca.
  ///   - workers: Threads that decode pictures.
  ///   - saveInterval: The longest time that a crash can cost.
  /// - Throws: ``TrainingError`` or `NetworkError` if the recipe cannot be followed or does not fit
  ///   the data sets.
  package init(
    _ recipe: ClassifierRecipe, training: any ClassificationDataset,
    validation: any ClassificationDataset, whitening: Whitening? = nil, workers: Int = 1,
    saveInterval: Duration = .seconds(600)
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
    self.saveInterval = saveInterval
    network = try recipe.network.makeNetwork(ParameterBuilder(store, seed: recipe.seed))
    optimizer = SGD(
      store.trainable, momentum: recipe.momentum, weightDecay: recipe.weightDecay,
      isNesterov: recipe.nesterov, decaysVectors: recipe.weightDecayOnNorms)
    average = recipe.ema > 0 ? WeightAverage(of: store, decay: recipe.ema) : nil
    preparation = PicturePreparation(
      family: recipe.network.family, size: recipe.pictureSize,
      normalization: recipe.normalization.affine ?? .unit, augmentation: recipe.augmentation,
      whitening: whitening)
  }

  package var description: ClassifierDescription {
    ClassifierDescription(
      recipe, classNames: training.classNames, classTitles: training.classTitles)
  }

  /// Steps of one epoch.
  package private(set) lazy var stepsPerEpoch = epoch(0).batchCount

  /// Epochs finished, and steps done in the current one.
  package var progress: (epochs: Int, steps: Int) { (position.epoch, position.step) }

  /// The best share of validation pictures that were right, and the epoch that gave it, counted
  /// from 1; nil before the first.
  package var best: (top1: Double, epoch: Int)? {
    position.bestEpoch > 0 ? (position.best, position.bestEpoch) : nil
  }

  /// Trains to the end of the recipe.
  ///
  /// - Parameters:
  ///   - folder: Where state, weights and log are written.
  ///   - isInterrupted: Asked after each step; true saves the state and returns.
  ///   - report: Receives the progress.
  /// - Returns: Whether the training is complete.
  /// - Throws: ``TrainingError`` if the loss is not finite; errors of pictures and files.
  package func train(
    in folder: RunFolder, isInterrupted: () -> Bool = { false },
    report: (ClassifierProgress) throws -> Void = { _ in }
  ) throws -> Bool {
    try preparation.whitening?.write(in: folder)
    // So that a run can be resumed whenever it stops.
    if progress == (0, 0) { try saveState(in: folder) }
    while position.epoch < recipe.epochs, !isStalled {
      guard try trainEpoch(in: folder, isInterrupted, report) else {
        try save(in: folder)
        return false
      }
      guard isEvaluationDue else {
        try finishEpoch(nil, in: folder, report)
        continue
      }
      guard let metrics = try evaluate(isInterrupted, report) else {
        try save(in: folder)
        return false
      }
      try finishEpoch(metrics, in: folder, report)
    }
    return true
  }

  /// The steps of the current epoch that are left; false if they were interrupted.
  private func trainEpoch(
    in folder: RunFolder, _ isInterrupted: () -> Bool,
    _ report: (ClassifierProgress) throws -> Void
  ) throws -> Bool {
    let epoch = epoch(position.epoch)
    if position.step == 0, recipe.resetsMomentum,
      recipe.schedule.drops(atEpoch: position.epoch + 1)
    {
      optimizer.resetMomentum()
    }
    let clock = ContinuousClock()
    var saved = clock.now
    let loader = Prefetcher(
      position.step..<epoch.batchCount, workers: workers, make: epoch.batch)
    var start = clock.now
    while let batch = try loader.next(savingBeforeFailure: { try save(in: folder) }) {
      let loaded = clock.now
      let rate = learningRate(steps: epoch.batchCount)
      let (loss, correct) = try step(batch, learningRate: rate)
      let end = clock.now
      position.seconds += (end - start) / .seconds(1)
      position.waitingSeconds = (position.waitingSeconds ?? 0) + (loaded - start) / .seconds(1)
      try report(
        .step(
          ClassifierStep(
            epoch: position.epoch + 1, step: position.step, steps: epoch.batchCount,
            images: batch.labels.count, loss: Double(loss),
            top1: Double(correct) / Double(batch.labels.count), learningRate: Double(rate),
            duration: end - start, waiting: loaded - start)))
      if isInterrupted() { return false }
      if end - saved > saveInterval {
        try save(in: folder)
        saved = clock.now
      }
      start = end
    }
    return true
  }

  private func epoch(_ epoch: Int) -> ClassificationEpoch {
    ClassificationEpoch(
      training: training, preparation, batchSize: recipe.batch, seed: recipe.seed, epoch: epoch,
      mixing: TargetMixing(smoothing: recipe.labelSmoothing, alpha: recipe.mixup))
  }

  private func learningRate(steps: Int) -> Float {
    let progress = Double(position.epoch) + Double(position.step) / Double(steps)
    return recipe.learningRate
      * Float(recipe.schedule.factor(at: progress, of: recipe.epochs))
  }
}
