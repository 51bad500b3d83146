import Checkpoints

extension Trainer {
  private static var positionKey: String { "position" }
  private static var dataKey: String { "data" }

  /// Saves where the training stands, and the weights for users of the network.
  ///
  /// A crash between the two is harmless: resuming reads the state alone, and comes to these weights
  /// again. The state is last, since nothing follows that of the last epoch.
  func save(in folder: RunFolder) throws {
    try saveWeights(to: folder.weightsFile(.last))
    try saveState(in: folder)
  }

  func saveState(in folder: RunFolder) throws {
    let state = TrainingState(values: [
      Self.positionKey: try position.json(), Self.dataKey: try task.data.json(),
    ])
    try state.save(store, optimizer, average, to: folder.stateFile)
    saved = progress
  }

  private func saveWeights(to path: String) throws {
    try withShownWeights { try task.writeWeights(to: path) }
  }

  /// Writes what an epoch gave, and begins the next. A crash on the way is harmless: until the
  /// state is saved, a resumed run repeats the epoch, and writes the same best weights and line of
  /// the log again.
  /// - Parameter metrics: nil for an epoch without evaluation.
  func finishEpoch(
    _ metrics: Task.Position.Metrics?, in folder: RunFolder, _ report: (Progress) throws -> Void
  ) throws {
    if let metrics { try take(metrics, in: folder) }
    let epochReport = task.report(position, metrics)
    try folder.appendLog(try epochReport.json())
    try appendEvents(epochReport, in: folder)
    position.beginNextEpoch()
    try save(in: folder)
    // A chart that cannot be drawn is no reason to end a training.
    try? task.drawCurves(of: folder)
    try report(.epoch(epochReport))
  }

  /// Remembers an evaluation, and saves the weights if they are the best.
  private func take(_ metrics: Task.Position.Metrics, in folder: RunFolder) throws {
    try position.remember(metrics)
    guard metrics.score > position.bestScore ?? -.infinity else { return }
    position.best = metrics.score
    position.bestEpoch = position.epoch + 1
    try saveWeights(to: folder.weightsFile(.best))
  }

  /// Writes an epoch for TensorBoard; a resumed run says so, and begins a file of its own.
  private func appendEvents(_ report: Task.Report, in folder: RunFolder) throws {
    let file =
      try eventFile
      ?? EventFile(folder: folder.path, firstStep: report.epoch > 1 ? report.epoch : nil)
    eventFile = file
    try file.append(step: report.epoch, scalars: report.scalars)
  }

  /// Goes on where the run in `folder` stands.
  /// - Returns: What has changed of the data since it began, if anything.
  /// - Throws: `CheckpointError` or `WeightsMismatch` if its state cannot be read or is of another
  ///   recipe, ``TrainingError`` if it was trained on other classes.
  @discardableResult
  package func resume(from folder: RunFolder) throws -> String? {
    // The data first: with other classes, weights may not fit either. States of older versions do
    // not tell.
    let data = try SafetensorsFile(folder.stateFile).metadata[Self.dataKey]
      .flatMap(TrainingData.init(json:))
    let note = try data.flatMap { try task.data.note(since: $0) }
    let state = try TrainingState(restoring: store, optimizer, average, from: folder.stateFile)
    var found = state.values[Self.positionKey].flatMap(Task.Position.init(json:))
    // Fewer pictures may be fewer steps than were done.
    if note != nil, let step = found?.step { found?.step = min(step, stepsPerEpoch) }
    guard let position = found, position.isPossible(epochs: recipe.epochs, steps: stepsPerEpoch)
    else {
      throw CheckpointError(
        "'\(folder.stateFile)' does not say where its training stands, or belongs to another one.")
    }
    self.position = position
    saved = progress
    try folder.truncateLog(afterEpoch: position.epoch)
    return note
  }
}
