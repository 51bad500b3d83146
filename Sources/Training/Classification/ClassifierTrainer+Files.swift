import Checkpoints

extension ClassifierTrainer {
  private static let positionKey = "position"

  /// Saves where the training stands, and the weights for users of the network.
  ///
  /// A crash between the two is harmless: resuming reads the state alone.
  func save(in folder: RunFolder) throws {
    try saveState(in: folder)
    try saveWeights(to: folder.weightsFile(.last))
  }

  func saveState(in folder: RunFolder) throws {
    let state = TrainingState(values: [Self.positionKey: try position.json()])
    try state.save(store, optimizer, average, to: folder.stateFile)
  }

  /// Writes what an epoch gave, and begins the next. A crash on the way is harmless: until the
  /// state is saved, a resumed run repeats the epoch, and writes the same best weights and line of
  /// the log again.
  /// - Parameter metrics: nil for an epoch without evaluation.
  func finishEpoch(
    _ metrics: ClassificationMetrics?, in folder: RunFolder,
    _ report: (ClassifierProgress) throws -> Void
  ) throws {
    if let metrics { try take(metrics, in: folder) }
    let epochReport = epochReport(metrics)
    try folder.appendLog(try epochReport.json())
    try appendEvents(epochReport, in: folder)
    position.beginNextEpoch()
    try save(in: folder)
    // A chart that cannot be drawn is no reason to end a training.
    try? ClassifierCurves.write(for: folder)
    try report(.epoch(epochReport))
  }

  /// Writes an epoch for TensorBoard; a resumed run says so, and begins a file of its own.
  private func appendEvents(_ report: ClassifierEpochReport, in folder: RunFolder) throws {
    let file =
      try eventFile
      ?? EventFile(folder: folder.path, firstStep: report.epoch > 1 ? report.epoch : nil)
    eventFile = file
    try file.append(step: report.epoch, scalars: report.scalars)
  }

  /// Remembers an evaluation, and saves the weights if they are the best.
  private func take(_ metrics: ClassificationMetrics, in folder: RunFolder) throws {
    let epoch = position.epoch + 1
    guard metrics.loss.isFinite else {
      throw TrainingError(
        "the validation loss is \(metrics.loss) after epoch \(epoch); try a smaller --lr or a longer"
          + " --warmup.")
    }
    position.last = .init(epoch: epoch, top1: metrics.top1, top5: metrics.top5)
    if position.bestEpoch == 0 || metrics.top1 > position.best {
      position.best = metrics.top1
      position.bestEpoch = epoch
      try saveWeights(to: folder.weightsFile(.best))
    }
  }

  private func epochReport(_ metrics: ClassificationMetrics?) -> ClassifierEpochReport {
    let training = position.metrics
    let lastStep = Double(position.step - 1) / Double(position.step)
    let factor = recipe.schedule.factor(at: Double(position.epoch) + lastStep, of: recipe.epochs)
    let seconds = position.seconds
    return ClassifierEpochReport(
      epoch: position.epoch + 1, epochs: recipe.epochs,
      learningRate: recipe.learningRate * Float(factor), trainingLoss: training.loss,
      trainingTop1: training.top1, loss: metrics?.loss, top1: metrics?.top1, top5: metrics?.top5,
      error: metrics?.top1.missingPercent, top5Error: metrics?.top5.missingPercent,
      best: best?.top1, ema: average?.decay, seconds: seconds,
      imagesPerSecond: seconds > 0 ? Double(training.images) / seconds : 0,
      waiting: seconds > 0 ? (position.waitingSeconds ?? 0) / seconds : 0)
  }

  private func saveWeights(to path: String) throws {
    let metadata = ["format": "pt", ClassifierDescription.key: try description.json()]
    try withShownWeights { try store.write(to: path, metadata: metadata) }
  }

  /// Goes on where the run in `folder` stands.
  /// - Throws: `CheckpointError` or `WeightsMismatch` if its state cannot be read or is of another
  ///   recipe.
  package func resume(from folder: RunFolder) throws {
    let state = try TrainingState(restoring: store, optimizer, average, from: folder.stateFile)
    guard let text = state.values[Self.positionKey],
      let position = ClassifierPosition(json: text),
      position.isValid(epochs: recipe.epochs, steps: stepsPerEpoch)
    else {
      throw CheckpointError(
        "'\(folder.stateFile)' does not say where its training stands, or belongs to another one.")
    }
    self.position = position
    try folder.truncateLog(afterEpoch: position.epoch)
  }
}
