import WideResNet

extension ClassifierRecipe {
  /// - Throws: ``TrainingError`` or `NetworkError` that names the first value out of its range.
  public func validate() throws {
    try network.validate()
    try check(
      network.family == dataset.family,
      "\(dataset.rawValue) needs a network of the \(dataset.family.rawValue) family,"
        + " got \(network.family.rawValue).")
    try validateLoop()
    try augmentation.validate()
    try check(
      normalization.isValid, "normalization needs three means and three deviations above 0.")
    try check(
      normalization != .zca
        || network.family == .cifar && augmentation.crop != .resized && !augmentation.changesColors,
      "zca is for networks of the cifar family, with a crop of none or padded and colours as they are."
    )
    try check(
      (0..<1).contains(labelSmoothing), "labelSmoothing must be in 0..<1, got \(labelSmoothing).")
    try check((0...100).contains(mixup), "mixup must be an alpha in 0...100, got \(mixup).")
    try check(
      dataset.family == .imagenet
        ? (32...1024).contains(pictureSize) : pictureSize == 32,
      dataset.family == .imagenet
        ? "pictureSize (--size) must be 32 to 1,024 pixels, got \(pictureSize)."
        : "pictureSize (--size) must be 32 pixels for \(dataset.rawValue), got \(pictureSize).")
  }
}
