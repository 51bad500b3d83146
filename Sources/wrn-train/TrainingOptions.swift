import ArgumentParser
import TensorCore
import Training

/// The options that all data sets share. What is nil keeps the data set's default.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: .init("The folder of the data (default: data, or data/imagenet).", valueName: "dir"))
  var data: String?
  @Option(
    help: .init("Depth of the network: 6n+4 for CIFAR, 18 or 34 for ImageNet.", valueName: "n"))
  var depth: Int?
  @Option(help: .init("Widening factor; may be a fraction.", valueName: "k"))
  var width: Double?
  @Option(
    help: .init("Probability of dropout in each block, CIFAR only (default: 0).", valueName: "p"))
  var dropout: Float?

  @Option(
    help: .init(
      "Passes over the training pictures; the schedule is scaled to them.", valueName: "n"))
  var epochs: Int?
  @Option(help: .init("Pictures per step; the learning rate stays as it is.", valueName: "n"))
  var batch: Int?
  @Option(help: .init("The highest learning rate (default: 0.1).", valueName: "r"))
  var lr: Float?
  @Option(
    help: .init(
      "step (the paper's), cosine or one-cycle; the last two suit short trainings (default: step).",
      valueName: "name"))
  var schedule: LearningRateSchedule.Kind?
  @Option(
    help: .init(
      "Epochs in which the learning rate rises; for step and cosine (default: 0).", valueName: "n"))
  var warmup: Double?
  @Option(help: .init("Weight decay, on all parameters.", valueName: "w"))
  var weightDecay: Float?
  @Flag(
    inversion: .prefixedNo,
    help: "Forget the momentum when the learning rate drops (default: as the authors, for CIFAR).")
  var momentumReset: Bool?
  @Option(help: .init("Seed of all random numbers (default: 1).", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: .init("The run's folder, new or empty (default: runs/<data set>-<n>).", valueName: "dir"))
  var output: String?
  @Option(
    help: .init(
      "Continue a run as if it had never stopped, with its own options.", valueName: "run"))
  var resume: String?
  @Option(
    help: .init(
      "Start from these weights; a last layer for other classes is left out.", valueName: "file"))
  var weights: String?
  @Option(help: .init("Threads (default: one per processor).", valueName: "n"))
  var threads: Int?
  @Flag(help: "Print one JSON object per epoch to the standard output.")
  var json = false

  /// Changes a data set's recipe by what was given.
  func apply(to recipe: inout ClassifierRecipe) {
    if let data { recipe.data = data }
    if let depth { recipe.network.depth = depth }
    if let width { recipe.network.width = width }
    if let dropout { recipe.network.dropout = dropout }
    if let epochs, epochs > 0 {
      recipe.setEpochs(epochs)
    } else if let epochs {
      recipe.epochs = epochs
    }
    if let batch { recipe.batch = batch }
    if let lr { recipe.learningRate = lr }
    if let schedule, schedule != recipe.schedule.kind {
      recipe.schedule = LearningRateSchedule(kind: schedule)
    }
    if let warmup { recipe.schedule.warmupEpochs = warmup }
    if let weightDecay { recipe.weightDecay = weightDecay }
    if let momentumReset { recipe.resetsMomentum = momentumReset }
    if let seed { recipe.seed = seed }
  }

  /// Whether anything was given that a resumed run takes from its configuration.
  var changesRecipe: Bool {
    let numbers: [Any?] = [depth, width, dropout, epochs, batch, lr, warmup, weightDecay, seed]
    let others: [Any?] = [schedule, momentumReset, output, weights]
    return (numbers + others).contains { $0 != nil }
  }

  func validateThreads() throws { try checkThreads(threads) }
}

extension LearningRateSchedule.Kind: ExpressibleByArgument {}

/// - Throws: `ValidationError` if the number of threads is not possible.
func checkThreads(_ threads: Int?) throws {
  if let threads, !(1...1024).contains(threads) {
    throw ValidationError("threads must be 1 to 1,024, got \(threads).")
  }
}

/// Runs `body` with a pool of so many threads, by default one per processor.
func withThreads<R>(_ count: Int?, _ body: (Int) throws -> R) rethrows -> R {
  let count = count ?? ThreadPool.processorCount
  return try ThreadPool.$current.withValue(ThreadPool(size: count)) { try body(count) }
}
