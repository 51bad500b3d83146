extension DetectorRecipe {
  /// - Throws: ``TrainingError`` that names the first value out of its range.
  public func validate() throws {
    try check((1...4096).contains(batch), "batch must be 1 to 4,096 pictures, got \(batch).")
    try validateStages()
    try validateLoop()
    let size = inference.size
    try check(
      (32...4096).contains(size.shortSide) && (size.shortSide...8192).contains(size.longSide),
      "pictures must be resized to 32 to 4,096 pixels on the short side and no fewer on the long side,"
        + " got \(size.shortSide) and \(size.longSide).")
    try sampling.validate()
    if let problem = inference.problem { throw TrainingError("inference: \(problem).") }
    try augmentation.validate()
  }

  private func validateStages() throws {
    guard !stages.isEmpty else { return }
    for (index, stage) in stages.enumerated() {
      let name = "stage \(stage.name ?? "\(index + 1)")"
      try check(
        (1...1_000_000).contains(stage.epochs),
        "\(name): epochs must be 1 to 1,000,000, got \(stage.epochs).")
      try check(
        stage.learningRate.map { $0 > 0 && $0.isFinite } ?? true,
        "\(name): learningRate must be greater than 0, got \(stage.learningRate ?? 0).")
      try check(!stage.losses.isEmpty, "\(name): losses must have at least one.")
    }
    let sum = stages.reduce(0) { $0 + $1.epochs }
    guard sum == epochs else {
      throw TrainingError("epochs must be those of all stages together, \(sum), got \(epochs).")
    }
  }
}
