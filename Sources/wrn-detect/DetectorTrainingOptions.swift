import ArgumentParser
import Training

/// How a detector is trained; what is nil keeps the recipe's value.
struct DetectorTrainingOptions: ParsableArguments {
  @Option(
    help: .init(
      "A YAML recipe, with what differs from the defaults, or a run's config.yaml. (default: chosen for"
        + " the data)",
      valueName: "file"))
  var config: String?

  @Option(help: .init("How often every picture is seen.", valueName: "n"))
  var epochs: Int?

  @Option(help: .init("Pixels of the short side that pictures are resized to.", valueName: "n"))
  var size: Int?

  @Option(
    help: .init(
      "Pictures per step; learning rates change in proportion, unless --lr is given. (default: 4)",
      valueName: "n"))
  var batch: Int?

  @Option(
    help: .init(
      "Cut each batch into so many parts, one after the other, for less memory. (default: 1)",
      valueName: "n"))
  var accumulation: Int?

  @Option(
    help: .init(
      "The highest learning rate; those of a recipe's stages change in proportion. (default: 0.02 for"
        + " 4 pictures)", valueName: "r"))
  var lr: Float?

  @Option(
    help: .init(
      "The learning rate's course. (default: cosine)", valueName: "name")
  )
  var schedule: LearningRateSchedule.Kind?

  @Option(
    help: .init(
      "Epochs in which the learning rate rises, for step and cosine. (default: 1)",
      valueName: "n"))
  var warmup: Double?

  @Option(
    help: .init(
      "Evaluate and save a moving average of the weights with this decay per step, such as 0.999.",
      valueName: "d"))
  var ema: Float?

  @Option(help: .init("Epochs from one evaluation to the next.", valueName: "n"))
  var evaluateEvery: Int?

  @Option(help: .init("Stop after so many epochs without a better AP.", valueName: "n"))
  var patience: Int?

  @Option(help: .init("Where all random numbers come from. (default: 1)", valueName: "n"))
  var seed: UInt64?

  func validate() throws {
    if let size, !(32...4096).contains(size) {
      throw ValidationError("--size must be 32 to 4,096, got \(size).")
    }
    if let epochs, !(1...1_000_000).contains(epochs) {
      throw ValidationError("--epochs must be 1 to 1,000,000, got \(epochs).")
    }
    // What the file or the data decides is as large as can be: nothing is refused for its sake.
    var recipe = DetectorRecipe()
    recipe.epochs = 1_000_000
    if config != nil {
      recipe.batch = 4096
    } else if let epochs {
      recipe.epochs = epochs
    }
    try apply(to: &recipe)
  }

  /// The recipe of `--config` as the other options change it; nil without one.
  /// - Parameter start: Weights whose architecture is taken where the recipe names none.
  /// - Throws: `TrainingError` if the file holds none, `CheckpointError` if the weights cannot be
  ///   read, `ValidationError` if the options do not fit.
  func configuredRecipe(for start: DetectorStart?) throws -> DetectorRecipe? {
    guard let config else { return nil }
    var recipe = try DetectorRecipe(contentsOfFile: config, start: start)
    if let size { recipe.setSize(size) }
    if let epochs { recipe.setEpochs(epochs) }
    try apply(to: &recipe)
    return recipe
  }

  /// Changes a recipe by what was given, size and epochs excluded, which others depend on.
  /// - Throws: `ValidationError` if it can no longer be followed.
  func apply(to recipe: inout DetectorRecipe) throws {
    if let lr {
      recipe.scaleLearningRates(by: lr / recipe.learningRate)
      // Without the quotient's rounding.
      recipe.learningRate = lr
    } else if let batch {
      recipe.scaleLearningRates(by: Float(batch) / Float(recipe.batch))
    }
    if let batch { recipe.batch = batch }
    if let accumulation { recipe.accumulation = accumulation }
    if let schedule { recipe.setSchedule(schedule) }
    if let warmup { recipe.schedule.warmupEpochs = warmup }
    if let ema { recipe.ema = ema }
    if let evaluateEvery { recipe.evaluateEvery = evaluateEvery }
    if let patience { recipe.patience = patience }
    if let seed { recipe.seed = seed }
    do {
      try recipe.validate()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// Whether nothing was given.
  var isEmpty: Bool {
    let given: [Any?] = [
      config, epochs, size, batch, accumulation, lr, schedule, warmup, ema, evaluateEvery, patience,
      seed,
    ]
    return given.allSatisfy { $0 == nil }
  }
}

extension LearningRateSchedule.Kind: ExpressibleByArgument {}
