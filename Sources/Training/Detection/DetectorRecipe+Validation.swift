extension DetectorRecipe {
  /// - Throws: ``TrainingError`` that names the first value out of its range.
  public func validate() throws {
    func check(_ condition: Bool, _ message: String) throws {
      if !condition { throw TrainingError(message) }
    }
    try check((1...1_000_000).contains(epochs), "epochs must be 1 to 1,000,000, got \(epochs).")
    try check((1...4096).contains(batch), "batch must be 1 to 4,096 pictures, got \(batch).")
    try check(
      (1...batch).contains(accumulation),
      "accumulation must be 1 to \(batch) parts, one picture at least in each, got \(accumulation)."
    )
    try check(
      learningRate > 0 && learningRate.isFinite, "lr must be greater than 0, got \(learningRate).")
    try check((0..<1).contains(momentum), "momentum must be in 0..<1, got \(momentum).")
    try check(
      weightDecay >= 0 && weightDecay.isFinite,
      "weightDecay must not be negative, got \(weightDecay).")
    try check(gradientNorm > 0, "gradientNorm must be greater than 0, got \(gradientNorm).")
    try check((0..<1).contains(ema), "ema must be at least 0 and less than 1, got \(ema).")
    try check(evaluateEvery > 0, "evaluateEvery must be at least 1 epoch, got \(evaluateEvery).")
    try check(patience >= 0, "patience must be 0 (for ever) or more epochs, got \(patience).")
    try check(
      schedule.warmupEpochs >= 0 && schedule.warmupEpochs <= Double(epochs),
      "warmupEpochs must be 0 to \(epochs), got \(schedule.warmupEpochs).")
    try check(
      schedule.milestones.allSatisfy { $0 > 0 } && schedule.factor > 0 && schedule.factor <= 1,
      "the schedule must have milestones from 1 and a factor in 0...1.")
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
    try augmentation.validate()
    try validateStages()
  }

  private func validateStages() throws {
    guard !stages.isEmpty else { return }
    for (index, stage) in stages.enumerated() {
      func check(_ condition: Bool, _ message: String) throws {
        if !condition { throw TrainingError("stage \(stage.name ?? "\(index + 1)"): \(message)") }
      }
      try check(stage.epochs > 0, "epochs must be at least 1, got \(stage.epochs).")
      try check(
        stage.learningRate.map { $0 > 0 && $0.isFinite } ?? true,
        "learningRate must be greater than 0, got \(stage.learningRate ?? 0).")
      try check(!stage.losses.isEmpty, "losses must have at least one.")
    }
    let sum = stages.reduce(0) { $0 + $1.epochs }
    guard sum == epochs else {
      throw TrainingError("epochs must be those of all stages together, \(sum), got \(epochs).")
    }
  }
}
