import Checkpoints
import Detection

extension DetectorTrainer {
  private static let positionKey = "position"

  /// Writes what an epoch gave. The order makes a crash harmless: the state comes after best
  /// weights and log, which a repeated epoch writes again, and before the last weights, which
  /// resuming does not read.
  func finishEpoch(
    _ metrics: COCOMetrics?, in folder: RunFolder, _ report: (DetectorProgress) throws -> Void
  ) throws {
    let steps = position.step
    if let metrics, metrics.AP > position.best ?? -.infinity {
      position.best = metrics.AP
      try saveWeights(to: folder.weightsFile(.best))
    }
    let end = Double(position.epoch) + Double(max(steps - 1, 0)) / Double(max(steps, 1))
    let epochReport = DetectorEpochReport(
      epoch: position.epoch + 1, epochs: recipe.epochs,
      learningRate: Double(recipe.learningRate)
        * recipe.schedule.factor(at: end, of: recipe.epochs),
      losses: position.losses.divided(by: steps), AP: metrics?.AP, AP50: metrics?.AP50,
      AP75: metrics?.AP75,
      best: position.best, seconds: position.seconds,
      imagesPerSecond: position.seconds > 0
        ? Double(steps * min(recipe.batch, training.count)) / position.seconds : 0)
    try folder.appendLog(try epochReport.json())
    position.beginNextEpoch()
    try saveState(in: folder)
    try saveWeights(to: folder.weightsFile(.last))
    try report(.epoch(epochReport))
  }

  private func saveWeights(to path: String) throws {
    try DetectorFile.write(detector, inference: recipe.inference, to: path)
  }

  func saveState(in folder: RunFolder) throws {
    let state = TrainingState(values: [Self.positionKey: try position.json()])
    try state.save(detector.store, optimizer, to: folder.stateFile)
  }

  /// Goes on where the run in `folder` stands.
  /// - Throws: `CheckpointError` if its state cannot be read or is of another recipe.
  package func resume(from folder: RunFolder) throws {
    let state = try TrainingState(restoring: detector.store, optimizer, from: folder.stateFile)
    guard let text = state.values[Self.positionKey], let position = DetectorPosition(json: text),
      position.isValid(epochs: recipe.epochs, steps: stepsPerEpoch)
    else {
      throw CheckpointError(
        "'\(folder.stateFile)' does not say where its training stands, or belongs to another one.")
    }
    self.position = position
    try folder.truncateLog(afterEpoch: position.epoch)
  }
}
