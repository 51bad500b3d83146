import Autograd
import Checkpoints
import Detection
import NeuralNet
import TensorCore

/// Trains a detector by its recipe, evaluates it, and keeps a run folder from which it can go on.
///
/// Everything random is drawn from the seed and the position, so a training that was interrupted
/// and resumed gives the same bits as one that was not.
package final class DetectorTrainer {
  package let recipe: DetectorRecipe
  package let detector: Detector
  let optimizer: SGD
  let training: DetectionDataset
  let validation: DetectionDataset?
  private let workers: Int
  /// The longest time between two saved states.
  private let saveInterval: Duration
  var position = DetectorPosition()

  /// - Parameters:
  ///   - validation: Pictures for evaluation and the choice of the best weights; nil for none.
  ///   - backbone: Weights of an ImageNet classifier (torchvision's names) to start the trunk from.
  ///   - workers: Threads that decode pictures.
  /// - Throws: `TrainingError`, `DetectorError`, `CheckpointError` or `WeightsMismatch` if the
  ///   recipe, the data and the weights do not fit.
  package init(
    _ recipe: DetectorRecipe, training: DetectionDataset, validation: DetectionDataset?,
    backbone: String? = nil,
    workers: Int = min(ThreadPool.current.size, 8), saveInterval: Duration = .seconds(600)
  ) throws {
    try recipe.validate()
    self.recipe = recipe
    self.training = training
    self.validation = validation
    self.workers = workers
    self.saveInterval = saveInterval
    guard training.coco.annotations.contains(where: { !$0.isCrowd }) else {
      throw TrainingError(
        "'\(training.path)' has no objects to learn: its 'annotations' are empty or crowds only.")
    }
    if let validation { try Self.checkClasses(training, validation) }
    if let problem = recipe.inference.problem(for: training.categories) {
      throw TrainingError("inference: \(problem).")
    }
    detector = try Detector(recipe.architecture, categories: training.categories, seed: recipe.seed)
    if let backbone {
      _ = try detector.trunkParameters.loadPart(
        of: SafetensorsFile(backbone), replacing: Detector.trunkPrefix)
    }
    if recipe.freezesBatchNorm { detector.freezeTrunkBatchNorm() }
    optimizer = SGD(
      detector.store.trainable, momentum: recipe.momentum, weightDecay: recipe.weightDecay)
  }

  /// Steps of one epoch.
  package var stepsPerEpoch: Int { epoch(0).batchCount }

  /// Epochs finished, and steps done in the current one.
  package var progress: (epochs: Int, steps: Int) { (position.epoch, position.step) }

  /// Trains to the end of the recipe.
  ///
  /// - Parameters:
  ///   - folder: Where state, weights and log are written.
  ///   - isInterrupted: Asked after each step; true saves the state and returns.
  ///   - report: Receives the progress.
  /// - Returns: Whether the training is complete.
  /// - Throws: `TrainingError` if the loss is not finite; errors of pictures and files.
  package func train(
    in folder: RunFolder, isInterrupted: () -> Bool = { false },
    report: (DetectorProgress) throws -> Void = { _ in }
  ) throws -> Bool {
    // So that a run can be resumed whenever it stops.
    if (position.epoch, position.step) == (0, 0) { try saveState(in: folder) }
    while position.epoch < recipe.epochs {
      guard try trainEpoch(in: folder, isInterrupted, report) else {
        try saveState(in: folder)
        return false
      }
      do {
        let metrics = try evaluateIfDue(isInterrupted, report)
        try finishEpoch(metrics, in: folder, report)
      } catch is EvaluationInterrupted {
        try saveState(in: folder)
        return false
      }
    }
    return true
  }

  /// The steps of the current epoch that are left; false if they were interrupted.
  private func trainEpoch(
    in folder: RunFolder, _ isInterrupted: () -> Bool, _ report: (DetectorProgress) throws -> Void
  ) throws -> Bool {
    let epoch = epoch(position.epoch)
    let clock = ContinuousClock()
    var saved = clock.now
    let loader = Prefetcher(position.step..<epoch.batchCount, workers: workers, make: epoch.batch)
    var start = clock.now
    while let samples = try loader.next(savingBeforeFailure: { try saveState(in: folder) }) {
      let loaded = clock.now
      let rate = learningRate(steps: epoch.batchCount)
      let losses = try step(samples, learningRate: rate)
      let end = clock.now
      position.seconds += (end - start) / .seconds(1)
      try report(
        .step(
          DetectorStep(
            epoch: position.epoch + 1, step: position.step, steps: epoch.batchCount,
            images: samples.count,
            losses: losses, learningRate: Double(rate), duration: end - start,
            waiting: loaded - start)))
      if isInterrupted() { return false }
      if end - saved > saveInterval {
        try saveState(in: folder)
        saved = clock.now
      }
      start = end
    }
    return true
  }

  /// One step of gradient descent.
  private func step(_ samples: [DetectionSample], learningRate: Float) throws -> DetectorLossValues
  {
    let source = RandomSource(
      RandomStream.dropout.generator(seed: recipe.seed, position.epoch, position.step))
    let tape = Tape()
    let losses = detector.losses(samples, tape, recipe.sampling, source)
    let values = DetectorLossValues(
      total: Double(losses.total(recipe.sampling)),
      objectness: Double(losses.objectness.value.scalar),
      proposalLocalization: Double(losses.proposalLocalization.value.scalar),
      classification: Double(losses.classification.value.scalar),
      localization: Double(losses.localization.value.scalar))
    guard values.total.isFinite else { throw divergence(values.total, samples, learningRate) }
    tape.backward(from: losses.weighted(recipe.sampling))
    guard optimizer.clipGradients(toNorm: recipe.gradientNorm).isFinite else {
      throw divergence(.nan, samples, learningRate)
    }
    optimizer.step(learningRate: learningRate)
    position.losses = position.losses + values
    position.step += 1
    return values
  }

  private func divergence(
    _ loss: Double, _ samples: [DetectionSample], _ learningRate: Float
  ) -> TrainingError {
    TrainingError(
      "the loss or its gradient is \(loss) at step \(position.step + 1) of epoch \(position.epoch + 1), with the"
        + " learning rate \(learningRate) and the pictures \(samples.map(\.name).joined(separator: ", "))"
        + "; try a smaller --lr, and look at these pictures and their boxes.")
  }

  private func epoch(_ epoch: Int) -> DetectionEpoch {
    DetectionEpoch(training, recipe, epoch: epoch)
  }

  private func learningRate(steps: Int) -> Float {
    let progress = Double(position.epoch) + Double(position.step) / Double(steps)
    return recipe.learningRate * Float(recipe.schedule.factor(at: progress, of: recipe.epochs))
  }

  private static func checkClasses(_ training: DetectionDataset, _ validation: DetectionDataset)
    throws
  {
    guard training.categories != validation.categories else { return }
    let known = Set(training.categories)
    let other = validation.categories.first { !known.contains($0) } ?? training.categories[0]
    throw TrainingError(
      "'\(validation.path)' and '\(training.path)' have different categories, for example \(other.id)"
        + " '\(other.name)'; both must list the same ids and names.")
  }
}
