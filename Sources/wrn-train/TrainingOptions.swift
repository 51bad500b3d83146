import ArgumentParser
import ToolSupport
import Training

/// How it is trained; what is nil keeps the data set's default.
struct RecipeOptions: ParsableArguments {
  @Option(
    help: .init("Passes over the training pictures; the schedule is scaled to it.", valueName: "n"))
  var epochs: Int?
  @Option(help: .init("Pictures per step; the learning rate stays as it is.", valueName: "n"))
  var batch: Int?
  @Option(help: .init("The highest learning rate (default: 0.1).", valueName: "r"))
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
  @Option(help: .init("Weight decay, on all parameters.", valueName: "w"))
  var weightDecay: Float?
  @Flag(
    inversion: .prefixedNo,
    help: "Forget the momentum when the learning rate drops (default: for CIFAR, as the authors).")
  var momentumReset: Bool?
  @Option(help: .init("Seed of all random numbers (default: 1).", valueName: "n"))
  var seed: UInt64?
}

/// The run and the machine.
struct RunOptions: ParsableArguments {
  @Option(
    help: .init("The folder of the data (default: data, or data/imagenet).", valueName: "dir"))
  var data: String?
  @Option(
    help: .init("The run's folder, new or empty (default: runs/<data set>-<n>).", valueName: "dir"))
  var output: String?
  @Option(
    help: .init("Continue this run as if it had never stopped.", valueName: "run"))
  var resume: String?
  @OptionGroup var threads: ThreadOptions
  @Flag(help: "Print one JSON object per epoch to the standard output.")
  var json = false
}

/// The options of all training commands.
struct TrainingOptions: ParsableArguments {
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Network") var start: StartOptions
  @OptionGroup(title: "Recipe") var recipe: RecipeOptions
  @OptionGroup(title: "Run") var run: RunOptions

  /// Changes a data set's recipe by what was given.
  func apply(to result: inout ClassifierRecipe) {
    network.apply(to: &result.network)
    if let epochs = recipe.epochs { result.setEpochs(epochs) }
    if let batch = recipe.batch { result.batch = batch }
    if let lr = recipe.lr { result.learningRate = lr }
    if let kind = recipe.schedule, kind != result.schedule.kind {
      result.schedule = LearningRateSchedule(kind: kind)
    }
    if let warmup = recipe.warmup { result.schedule.warmupEpochs = warmup }
    if let weightDecay = recipe.weightDecay { result.weightDecay = weightDecay }
    if let reset = recipe.momentumReset { result.resetsMomentum = reset }
    if let seed = recipe.seed { result.seed = seed }
    if let data = run.data { result.data = data }
  }

  /// Whether anything was given that a resumed run takes from its configuration.
  var changesRecipe: Bool {
    let given: [Any?] = [
      start.weights, recipe.epochs, recipe.batch, recipe.lr, recipe.schedule, recipe.warmup,
      recipe.weightDecay, recipe.momentumReset, recipe.seed, run.output,
    ]
    return !network.isEmpty || given.contains { $0 != nil }
  }
}

extension LearningRateSchedule.Kind: ExpressibleByArgument {}
