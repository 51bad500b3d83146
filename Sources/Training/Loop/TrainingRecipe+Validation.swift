extension TrainingRecipe {
  /// - Throws: ``TrainingError`` that names the first value out of its range as recipes name it, of
  ///   those that trainings of classifiers and detectors have in common.
  func validateLoop() throws {
    try check((1...1_000_000).contains(epochs), "epochs must be 1 to 1,000,000, got \(epochs).")
    try check((1...65_536).contains(batch), "batch must be 1 to 65,536 pictures, got \(batch).")
    try check(
      (1...batch).contains(accumulation),
      "accumulation must be 1 to \(batch) parts, one picture at least in each, got \(accumulation)."
    )
    try check(
      learningRate > 0 && learningRate.isFinite,
      "learningRate (--lr) must be greater than 0, got \(learningRate).")
    try check((0..<1).contains(momentum), "momentum must be in 0..<1, got \(momentum).")
    try check(
      weightDecay >= 0 && weightDecay.isFinite,
      "weightDecay must not be negative, got \(weightDecay).")
    try check(gradientNorm > 0, "gradientNorm must be greater than 0, got \(gradientNorm).")
    try check((0..<1).contains(ema), "ema must be at least 0 and less than 1, got \(ema).")
    try check(evaluateEvery > 0, "evaluateEvery must be at least 1 epoch, got \(evaluateEvery).")
    try check(patience >= 0, "patience must be 0 (for ever) or more epochs, got \(patience).")
    try check(
      schedule.warmupEpochs >= 0 && schedule.warmupEpochs <= Double(scheduleEpochs),
      "schedule.warmupEpochs (--warmup) must be 0 to \(scheduleEpochs) epochs, got \(schedule.warmupEpochs)."
    )
    try check(
      schedule.kind != .oneCycle || schedule.warmupEpochs == 0,
      "warmup is for step and cosine; one-cycle has a rise of its own.")
    try check(
      schedule.milestones.allSatisfy((1...LearningRateSchedule.lastMilestone).contains),
      "the schedule's milestones must be 1 to 1,000,001, got \(schedule.milestones).")
    try check(
      schedule.factor > 0 && schedule.factor <= 1,
      "the schedule's factor must be above 0 and at most 1, got \(schedule.factor).")
  }
}

extension TrainingRecipe {
  /// - Throws: ``TrainingError`` that names the file and the first value out of its range.
  func validate(readFrom path: String) throws {
    do {
      try validate()
    } catch {
      throw TrainingError("'\(path)' cannot be followed: \(error)")
    }
  }
}
