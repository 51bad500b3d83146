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
  let training, validation: any ClassificationDataset
  private let preparation: PicturePreparation
  private let workers: Int
  /// The longest time between two saved states.
  private let saveInterval: Duration
  var position = ClassifierPosition()

  /// - Parameters:
  ///   - workers: Threads that decode pictures.
  ///   - saveInterval: The longest time that a crash can cost.
  /// - Throws: ``TrainingError`` or `NetworkError` if the recipe cannot be followed or does not fit
  ///   the data sets.
  package init(
    _ recipe: ClassifierRecipe, training: any ClassificationDataset,
    validation: any ClassificationDataset, workers: Int = 1,
    saveInterval: Duration = .seconds(600)
  ) throws {
    try recipe.validate()
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
      isNesterov: recipe.nesterov)
    preparation = PicturePreparation(
      family: recipe.network.family, size: recipe.pictureSize, normalization: recipe.normalization)
  }

  package var description: ClassifierDescription {
    ClassifierDescription(recipe, classNames: training.classNames)
  }

  /// Steps of one epoch.
  package var stepsPerEpoch: Int { epoch(0).batchCount }

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
    while position.epoch < recipe.epochs {
      guard try trainEpoch(in: folder, isInterrupted, report) else {
        try save(in: folder)
        return false
      }
      let metrics = try network.evaluate(
        ClassificationEpoch(evaluating: validation, preparation, batchSize: recipe.batch),
        workers: workers
      ) {
        try report(.evaluating(done: $0.images, total: validation.count))
        return !isInterrupted()
      }
      guard let metrics else {
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
    while let batch = try loader.next() {
      let loaded = clock.now
      let rate = learningRate(steps: epoch.batchCount)
      let (loss, correct) = try step(batch, learningRate: rate)
      let end = clock.now
      position.seconds += (end - start) / .seconds(1)
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

  /// One step of gradient descent: the loss and the number of pictures that were right.
  private func step(
    _ batch: ClassificationBatch, learningRate: Float
  ) throws -> (loss: Float, correct: Int) {
    let source = RandomSource(
      RandomStream.dropout.generator(seed: recipe.seed, position.epoch, position.step))
    let tape = Tape()
    let logits = network(tape.variable(batch.pictures), .training(source))
    let loss = logits.softmaxCrossEntropy(labels: batch.labels)
    let value = loss.value.scalar
    guard value.isFinite else { throw divergence(value, batch, learningRate) }
    tape.backward(from: loss) { [optimizer] in
      optimizer.update($0, learningRate: learningRate)
    }
    let before = position.correct
    position.metrics.add(logits: logits.value, labels: batch.labels, loss: value)
    position.step += 1
    return (value, position.correct - before)
  }

  private func divergence(
    _ loss: Float, _ batch: ClassificationBatch, _ learningRate: Float
  ) -> TrainingError {
    let names = batch.indices.prefix(8).map { index in
      switch training.picture(at: index) {
      case .file(let path): "'\(path)'"
      case .pixels: "\(index)"
      }
    }
    let rest = batch.indices.count - names.count
    return TrainingError(
      "the loss is \(loss) at step \(position.step + 1) of epoch \(position.epoch + 1), with the"
        + " learning rate \(learningRate) and the pictures \(names.joined(separator: ", "))"
        + (rest > 0 ? " and \(rest) more" : "")
        + "; try a smaller --lr or a longer --warmup, and look at these pictures.")
  }

  private func epoch(_ epoch: Int) -> ClassificationEpoch {
    ClassificationEpoch(
      training: training, preparation, batchSize: recipe.batch, seed: recipe.seed, epoch: epoch)
  }

  private func learningRate(steps: Int) -> Float {
    let progress = Double(position.epoch) + Double(position.step) / Double(steps)
    return recipe.learningRate
      * Float(recipe.schedule.factor(at: progress, of: recipe.epochs))
  }
}
