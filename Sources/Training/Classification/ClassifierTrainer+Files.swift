import Checkpoints

extension ClassifierTrainer {
  private static let positionKey = "position"

  /// Saves where the training stands.
  ///
  /// A crash between the two files is harmless: resuming reads the state alone, the last weights
  /// are for users of the network.
  func save(in folder: RunFolder) throws {
    let state = TrainingState(values: [Self.positionKey: try position.json()])
    try state.save(store, optimizer, to: folder.stateFile)
    try saveWeights(to: folder.weightsFile(.last))
  }

  /// Writes what an epoch gave, and begins the next. A crash on the way is harmless: until the
  /// state is saved, a resumed run repeats the epoch, and writes the same best weights and line of
  /// the log again.
  func finishEpoch(
    _ metrics: ClassificationMetrics, in folder: RunFolder,
    _ report: (ClassifierProgress) throws -> Void
  ) throws {
    guard metrics.loss.isFinite else {
      throw TrainingError(
        "the validation loss is \(metrics.loss) after epoch \(position.epoch + 1); try a smaller --lr or"
          + " a longer --warmup.")
    }
    if position.bestEpoch == 0 || metrics.top1 > position.best {
      position.best = metrics.top1
      position.bestEpoch = position.epoch + 1
      try saveWeights(to: folder.weightsFile(.best))
    }
    let epochReport = epochReport(metrics)
    try folder.appendLog(try epochReport.json())
    position.beginNextEpoch()
    try save(in: folder)
    // A chart that cannot be drawn is no reason to end a training.
    try? ClassifierCurves.write(for: folder)
    try report(.epoch(epochReport))
  }

  private func epochReport(_ metrics: ClassificationMetrics) -> ClassifierEpochReport {
    let training = position.metrics
    let lastStep = Double(position.step - 1) / Double(position.step)
    let factor = recipe.schedule.factor(at: Double(position.epoch) + lastStep, of: recipe.epochs)
    return ClassifierEpochReport(
      epoch: position.epoch + 1, epochs: recipe.epochs,
      learningRate: Double(recipe.learningRate * Float(factor)), trainingLoss: training.loss,
      trainingTop1: training.top1, loss: metrics.loss, top1: metrics.top1, top5: metrics.top5,
      best: position.best, seconds: position.seconds,
      imagesPerSecond: position.seconds > 0 ? Double(training.images) / position.seconds : 0)
  }

  private func saveWeights(to path: String) throws {
    let metadata = ["format": "pt", ClassifierDescription.key: try description.json()]
    try SafetensorsFile.write(store.stateDictionary, metadata: metadata, to: path)
  }

  /// Goes on where the run in `folder` stands.
  /// - Throws: `CheckpointError` or `WeightsMismatch` if its state cannot be read or is of another
  ///   recipe.
  package func resume(from folder: RunFolder) throws {
    let state = try TrainingState(restoring: store, optimizer, from: folder.stateFile)
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
