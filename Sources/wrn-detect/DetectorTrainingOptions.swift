import ArgumentParser
import Training

/// How a detector is trained; what is nil keeps the recipe's value.
struct DetectorTrainingOptions: ParsableArguments {
  @Option(
    help: .init(
      "A YAML recipe; it holds only what differs from the defaults. (default: chosen for the data)",
      valueName: "file"))
  var config: String?

  @Option(help: .init("How often every picture is seen.", valueName: "n"))
  var epochs: Int?

  @Option(help: .init("Pixels of the short side that pictures are resized to.", valueName: "n"))
  var size: Int?

  @Option(
    help: .init(
      "Pictures per step; the learning rate changes in proportion, unless it is given.",
      valueName: "n"))
  var batch: Int?

  @Option(
    name: [.customLong("accumulate"), .customLong("accumulation")],
    help: .init(
      "Cut each batch into so many parts, one after the other, for less memory. (default: 1)",
      valueName: "n"))
  var accumulate: Int?

  @Option(help: .init("The highest learning rate.", valueName: "r"))
  var lr: Float?

  @Option(
    help: .init(
      "The learning rate's course. (default: cosine)", valueName: "name")
  )
  var schedule: LearningRateSchedule.Kind?

  @Option(
    help: .init("Epochs in which the learning rate rises, for step and cosine.", valueName: "n"))
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
  }

  /// Changes a recipe by what was given, size and epochs excluded, which others depend on.
  func apply(to recipe: inout DetectorRecipe) {
    if let batch {
      if lr == nil { recipe.learningRate *= Float(batch) / Float(recipe.batch) }
      recipe.batch = batch
    }
    if let accumulate { recipe.accumulation = accumulate }
    if let lr { recipe.learningRate = lr }
    if let schedule { recipe.setSchedule(schedule) }
    if let warmup { recipe.schedule.warmupEpochs = warmup }
    if let ema { recipe.ema = ema }
    if let evaluateEvery { recipe.evaluateEvery = evaluateEvery }
    if let patience { recipe.patience = patience }
    if let seed { recipe.seed = seed }
  }

  /// Whether nothing was given.
  var isEmpty: Bool {
    let given: [Any?] = [
      config, epochs, size, batch, accumulate, lr, schedule, warmup, ema, evaluateEvery, patience,
      seed,
    ]
    return given.allSatisfy { $0 == nil }
  }
}

extension LearningRateSchedule.Kind: ExpressibleByArgument {}
