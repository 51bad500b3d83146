import ArgumentParser
import Training

/// How a network is trained; what is nil keeps the recipe's value.
struct RecipeOptions: ParsableArguments {
  @Option(
    help: .init("Passes over the training pictures; the schedule is scaled to it.", valueName: "n"))
  var epochs: Int?
  @Option(help: .init("Pictures per step; the learning rate stays as it is.", valueName: "n"))
  var batch: Int?
  @Option(
    help: .init(
      "Cut each batch into so many parts for less memory; batch norm sees one at a time (default: 1).",
      valueName: "n"))
  var accumulation: Int?
  @Option(help: .init("The highest learning rate (default: 0.1; SVHN: 0.01).", valueName: "r"))
  var lr: Float?
  @Option(
    help: .init(
      "The learning rate's course: the paper's steps; the others suit short trainings (default: step).",
      valueName: "name"))
  var schedule: LearningRateSchedule.Kind?
  @Option(
    help: .init(
      "Epochs in which the learning rate rises, for step and cosine (default: 0).", valueName: "n"))
  var warmup: Double?
  @Option(help: .init("Weight decay.", valueName: "w"))
  var weightDecay: Float?
  @Flag(
    inversion: .prefixedNo,
    help: "Weight decay on batch norm's parameters and biases too (default: yes, as the authors).")
  var normDecay: Bool?
  @Flag(
    inversion: .prefixedNo,
    help:
      "Forget the momentum when the learning rate drops (default: as the authors, not for ImageNet)."
  )
  var momentumReset: Bool?
  @Option(
    help: .init(
      "Evaluate and save a moving average of the weights with this decay per step, such as 0.999.",
      valueName: "d"))
  var ema: Float?
  @Option(help: .init("Epochs from one evaluation to the next (default: 1).", valueName: "n"))
  var evaluateEvery: Int?
  @Flag(
    inversion: .prefixedNo, help: "Evaluate each picture together with its mirror image.")
  var flipTest: Bool?
  @Option(
    help: .init("Stop after so many epochs without a better top-1.", valueName: "n"))
  var patience: Int?
  @Option(help: .init("Seed of all random numbers (default: 1).", valueName: "n"))
  var seed: UInt64?

  /// Changes a recipe by what was given.
  func apply(to recipe: inout ClassifierRecipe) {
    if let epochs { recipe.setEpochs(epochs) }
    if let batch { recipe.batch = batch }
    if let accumulation { recipe.accumulation = accumulation }
    if let lr { recipe.learningRate = lr }
    if let schedule { recipe.setSchedule(schedule) }
    if let warmup { recipe.schedule.warmupEpochs = warmup }
    if let weightDecay { recipe.weightDecay = weightDecay }
    if let normDecay { recipe.weightDecayOnNorms = normDecay }
    if let momentumReset { recipe.resetsMomentum = momentumReset }
    if let ema { recipe.ema = ema }
    if let evaluateEvery { recipe.evaluateEvery = evaluateEvery }
    if let flipTest { recipe.flipTest = flipTest }
    if let patience { recipe.patience = patience }
    if let seed { recipe.seed = seed }
  }

  /// Whether nothing was given.
  var isEmpty: Bool {
    let given: [Any?] = [
      epochs, batch, accumulation, lr, schedule, warmup, weightDecay, normDecay, momentumReset,
      ema, evaluateEvery, flipTest, patience, seed,
    ]
    return given.allSatisfy { $0 == nil }
  }
}

extension LearningRateSchedule.Kind: ExpressibleByArgument {}
