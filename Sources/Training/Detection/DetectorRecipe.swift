import Detection

/// Everything that a detector's training depends on besides its data.
public struct DetectorRecipe: Sendable, Hashable, Codable {
  public var architecture = DetectorArchitecture()
  public var inference = InferenceSettings()
  public var sampling = SamplingSettings()
  public var augmentation = DetectionAugmentation()
  public var epochs = 30
  /// Pictures per step.
  public var batch = 4
  public var learningRate: Float = 0.02
  public var schedule = LearningRateSchedule(kind: .cosine, warmupEpochs: 1)
  public var momentum: Float = 0.9
  public var weightDecay: Float = 1e-4
  /// The largest joint norm of the gradients; longer ones are scaled down.
  public var gradientNorm: Float = 10
  /// Evaluated after each so many epochs, and after the last.
  public var evaluationInterval = 5
  /// Whether batch normalisation of the trunk is a fixed affine layer: with pretrained weights and
  /// few pictures per step, as MultiPathNet's `BNtoFixed`.
  public var freezesBatchNorm = false
  public var seed: UInt64 = 1

  public init() {}

  /// - Throws: ``TrainingError`` that names the first value out of its range.
  public func validate() throws {
    func check(_ condition: Bool, _ message: String) throws {
      if !condition { throw TrainingError(message) }
    }
    try check((1...1_000_000).contains(epochs), "epochs must be 1 to 1,000,000, got \(epochs).")
    try check((1...4096).contains(batch), "batch must be 1 to 4,096 pictures, got \(batch).")
    try check(
      learningRate > 0 && learningRate.isFinite, "lr must be greater than 0, got \(learningRate).")
    try check((0..<1).contains(momentum), "momentum must be in 0..<1, got \(momentum).")
    try check(
      weightDecay >= 0 && weightDecay.isFinite,
      "weightDecay must not be negative, got \(weightDecay).")
    try check(gradientNorm > 0, "gradientNorm must be greater than 0, got \(gradientNorm).")
    try check(
      evaluationInterval > 0,
      "evaluationInterval must be at least 1 epoch, got \(evaluationInterval).")
    try check(
      schedule.warmupEpochs >= 0 && schedule.warmupEpochs <= Double(epochs),
      "warmupEpochs must be 0 to \(epochs), got \(schedule.warmupEpochs).")
    let size = inference.size
    try check(
      (32...4096).contains(size.shortSide) && (size.shortSide...8192).contains(size.longSide),
      "pictures must be resized to 32 to 4,096 pixels on the short side and no fewer on the long side,"
        + " got \(size.shortSide) and \(size.longSide).")
    try check(
      sampling.regions > 0 && sampling.objectnessBoxes > 1 && sampling.localizationBoxes > 0
        && sampling.seeds > 0 && sampling.proposals > 0,
      "sampling needs at least one box for each part of the detector.")
    if let problem = inference.problem { throw TrainingError("inference: \(problem).") }
  }
}
