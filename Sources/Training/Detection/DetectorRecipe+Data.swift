import Detection

extension DetectorRecipe {
  /// Pictures that a training should see, counted with repeats: about what a detector needs from
  /// random weights.
  private static let picturesSeen = 12_000

  /// The default recipe for a data set, and the reasons for what was chosen, one sentence each.
  ///
  /// The pictures are shown at their own size within 160...360 pixels on the short side (the median
  /// counts), and a small data set is repeated more often.
  ///
  /// - Parameters:
  ///   - size: The short side in pixels; nil to choose it.
  ///   - epochs: nil to choose them.
  package static func suited(
    to dataset: DetectionDataset, size: Int? = nil, epochs: Int? = nil
  ) -> (recipe: DetectorRecipe, reasons: [String]) {
    var recipe = DetectorRecipe()
    var reasons: [String] = []
    let images = dataset.coco.images
    let sides = images.map { min($0.width, $0.height) }.sorted()
    let median = sides[sides.count / 2]
    recipe.inference.size = sizing(shortSide: size, median: median)
    if size == nil {
      reasons.append(
        "short side \(recipe.inference.size.shortSide) pixels: the median of the pictures is"
          + " \(median) (--size changes it)")
    }
    recipe.setEpochs(epochs ?? min(max(picturesSeen / images.count, 12), 300))
    if epochs == nil {
      reasons.append(
        "\(recipe.epochs) epochs: \(images.count) pictures are seen"
          + " \(recipe.epochs * images.count) times (--epochs changes it)")
    }
    return (recipe, reasons)
  }

  /// Shows pictures with this short side, in pixels; the long side may be up to 1.67 times as long
  /// (600/1000, 480/800).
  package mutating func setSize(_ shortSide: Int) {
    inference.size = Self.sizing(shortSide: shortSide, median: shortSide)
  }

  /// The size that pictures are shown at.
  ///
  /// - Parameters:
  ///   - shortSide: In pixels; nil to choose it.
  ///   - median: Of the pictures' own short sides.
  package static func sizing(shortSide: Int?, median: Int) -> ImageSizing {
    let shortSide = shortSide ?? min(max(median, 160), 360)
    return ImageSizing(shortSide: shortSide, longSide: (shortSide * 5 + 2) / 3)
  }

  /// Changes the number of epochs, and what depends on it.
  package mutating func setEpochs(_ epochs: Int) {
    schedule = schedule.scaled(from: self.epochs, to: epochs)
    schedule.warmupEpochs = min(schedule.warmupEpochs, Double(epochs) / 10)
    self.epochs = epochs
    evaluationInterval = max(1, epochs / 8)
  }
}
