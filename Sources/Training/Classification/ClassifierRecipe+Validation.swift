import WideResNet

extension ClassifierRecipe {
  /// - Throws: ``TrainingError`` or `NetworkError` that names the first value out of its range.
  public func validate() throws {
    func check(_ condition: Bool, _ message: String) throws {
      if !condition { throw TrainingError(message) }
    }
    try network.validate()
    try check(
      network.family == dataset.family,
      "\(dataset.rawValue) needs a network of the \(dataset.family.rawValue) family,"
        + " got \(network.family.rawValue).")
    try check((1...1_000_000).contains(epochs), "epochs must be 1 to 1,000,000, got \(epochs).")
    try check((1...65_536).contains(batch), "batch must be 1 to 65,536 pictures, got \(batch).")
    try check(
      (1...batch).contains(accumulation),
      "accumulation must be 1 to \(batch) parts, one picture at least in each, got \(accumulation)."
    )
    try check(
      learningRate > 0 && learningRate.isFinite, "lr must be greater than 0, got \(learningRate).")
    try check((0..<1).contains(momentum), "momentum must be in 0..<1, got \(momentum).")
    try augmentation.validate()
    try check(
      normalization.isValid, "normalization needs three means and three deviations above 0.")
    try check(
      normalization != .zca
        || network.family == .cifar && augmentation.crop != .resized && !augmentation.changesColors,
      "zca is for networks of the cifar family, with a crop of none or padded and colours as they are."
    )
    try check(
      (0..<1).contains(labelSmoothing), "label-smoothing must be in 0..<1, got \(labelSmoothing).")
    try check((0...100).contains(mixup), "mixup must be an alpha in 0...100, got \(mixup).")
    try check(
      weightDecay >= 0 && weightDecay.isFinite,
      "weight-decay must not be negative, got \(weightDecay).")
    try check((0..<1).contains(ema), "ema must be at least 0 and less than 1, got \(ema).")
    try check(evaluateEvery > 0, "evaluate-every must be at least 1 epoch, got \(evaluateEvery).")
    try check(patience >= 0, "patience must be 0 (for ever) or more epochs, got \(patience).")
    try check(
      schedule.warmupEpochs >= 0 && schedule.warmupEpochs <= Double(epochs),
      "warmup must be 0 to \(epochs) epochs, got \(schedule.warmupEpochs).")
    try check(
      schedule.milestones.allSatisfy { $0 > 0 } && schedule.factor > 0 && schedule.factor <= 1,
      "the schedule must have milestones from 1 and a factor in 0...1.")
    try check(
      dataset.family == .imagenet
        ? (32...1024).contains(pictureSize) : pictureSize == 32,
      dataset.family == .imagenet
        ? "size must be 32 to 1,024 pixels, got \(pictureSize)."
        : "size must be 32 pixels for \(dataset.rawValue), got \(pictureSize).")
  }
}
