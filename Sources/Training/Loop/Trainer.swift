import Checkpoints
import NeuralNet

/// Trains by a recipe, evaluates, and keeps a run folder from which it can go on.
///
/// Everything random is drawn from the seed and the position, so a training that was interrupted
/// and resumed gives the same bits as one that was not.
package final class Trainer<Task: TrainingTask> {
  package typealias Progress = TrainingProgress<Task>

  package let task: Task
  let optimizer: SGD
  /// The moving average of the weights; nil if the recipe has none.
  let average: WeightAverage?
  private let workers: Int
  private let saveInterval: Duration
  var position = Task.Position()
  /// The progress that the newest saved state has; nil before the first.
  var saved: (epochs: Int, steps: Int)? {
    didSet { lastSave = ContinuousClock().now }
  }
  private var lastSave = ContinuousClock().now
  /// What TensorBoard reads; made when there is something to write.
  var eventFile: EventFile?

  /// Steps of one epoch.
  package private(set) lazy var stepsPerEpoch = task.epoch(0).batchCount

  /// - Parameters:
  ///   - workers: Threads that make batches.
  ///   - saveInterval: Time after which a step saves the state; before an evaluation a tenth of it
  ///     is enough. A crash costs at most that, and the step or evaluation that it falls into.
  init(_ task: Task, workers: Int, saveInterval: Duration) {
    self.task = task
    self.workers = workers
    self.saveInterval = saveInterval
    optimizer = task.makeOptimizer()
    average = task.recipe.ema > 0 ? WeightAverage(of: task.store, decay: task.recipe.ema) : nil
  }

  package var recipe: Task.Recipe { task.recipe }
  package var store: ParameterStore { task.store }

  /// Epochs finished, and steps done in the current one.
  package var progress: (epochs: Int, steps: Int) { (position.epoch, position.step) }

  /// Whether a run that ended with `error` is worth going on with: something was done, all of it is
  /// saved, and the training did not diverge, which it would do again.
  package func canContinue(after error: any Error) -> Bool {
    guard let saved, !(error is TrainingError) else { return false }
    return saved == progress && saved != (0, 0)
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
    report: (Progress) throws -> Void = { _ in }
  ) throws -> Bool {
    try task.writeExtras(to: folder)
    // So that a run can be resumed whenever it stops.
    if progress == (0, 0) {
      // The weights may have been loaded since.
      average?.restart()
      try saveState(in: folder)
    }
    while position.epoch < recipe.epochs, !isStalled {
      var isWhole = try trainEpoch(in: folder, isInterrupted, report)
      var metrics: Task.Position.Metrics?
      if isWhole, isEvaluated(afterEpoch: position.epoch + 1) {
        // Nothing is saved until its end, which may be long.
        if ContinuousClock().now - lastSave > saveInterval / 10 { try save(in: folder) }
        metrics = try savingBeforeFailure(in: folder) { try evaluate(isInterrupted, report) }
        isWhole = metrics != nil
      }
      guard isWhole else {
        try save(in: folder)
        return false
      }
      try finishEpoch(metrics, in: folder, report)
    }
    return true
  }

  /// The steps of the current epoch that are left; false if they were interrupted.
  private func trainEpoch(
    in folder: RunFolder, _ isInterrupted: () -> Bool, _ report: (Progress) throws -> Void
  ) throws -> Bool {
    let epoch = task.epoch(position.epoch)
    task.begin(position, optimizer)
    let clock = ContinuousClock()
    let loader = Prefetcher(position.step..<epoch.batchCount, workers: workers, make: epoch.batch)
    var start = clock.now
    while true {
      let asked = clock.now
      guard let batch = try savingBeforeFailure(in: folder, { try loader.next() }) else {
        return true
      }
      let loaded = clock.now
      let rate = recipe.learningRate(
        at: Double(position.epoch) + Double(position.step) / Double(epoch.batchCount))
      let sums = try step(batch, learningRate: rate)
      let end = clock.now
      position.seconds += (end - start) / .seconds(1)
      position.waitingSeconds = (position.waitingSeconds ?? 0) + (loaded - asked) / .seconds(1)
      try report(
        .step(
          TrainingStep(
            epoch: position.epoch + 1, step: position.step, steps: epoch.batchCount, sums: sums,
            learningRate: Double(rate), duration: end - start, waiting: loaded - asked)))
      if isInterrupted() { return false }
      if end - lastSave > saveInterval { try save(in: folder) }
      start = end
    }
  }

  /// Measures the current weights, or their average; nil if it was interrupted.
  private func evaluate(
    _ isInterrupted: () -> Bool, _ report: (Progress) throws -> Void
  ) throws -> Task.Position.Metrics? {
    try withShownWeights {
      try task.evaluate { done, total in
        try report(.evaluating(done: done, total: total))
        return !isInterrupted()
      }
    }
  }

  /// Calls `body`, and saves what was done until then if it fails, such as for a picture that cannot
  /// be decoded.
  private func savingBeforeFailure<R>(in folder: RunFolder, _ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch {
      try save(in: folder)
      throw error
    }
  }

  /// Whether an epoch, counted from 1, ends with an evaluation.
  private func isEvaluated(afterEpoch epoch: Int) -> Bool {
    task.isEvaluated && (epoch.isMultiple(of: recipe.evaluateEvery) || epoch == recipe.epochs)
  }

  /// Whether the last evaluation found no improvement for as long as the recipe's patience.
  private var isStalled: Bool {
    recipe.patience > 0 && position.bestEpoch > 0 && isEvaluated(afterEpoch: position.epoch)
      && position.epoch - position.bestEpoch >= recipe.patience
  }

  /// Calls `body` while the network has the weights that are evaluated and saved for use: the
  /// average, if there is one.
  func withShownWeights<R>(_ body: () throws -> R) rethrows -> R {
    average?.exchange()
    defer { average?.exchange() }
    return try body()
  }
}
