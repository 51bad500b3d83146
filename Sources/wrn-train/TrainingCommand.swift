import ArgumentParser
import Checkpoints
import Datasets
import Foundation
import TensorCore
import ToolSupport
import Training

/// A command that trains on one data set.
protocol TrainingCommand: ParsableCommand {
  static var dataset: ClassifierDataset { get }
  var options: TrainingOptions { get }
  /// Whether options of this data set alone were given.
  var changesRecipe: Bool { get }
  func adjust(_ recipe: inout ClassifierRecipe)
}

extension TrainingCommand {
  var changesRecipe: Bool { false }
  func adjust(_ recipe: inout ClassifierRecipe) {}

  private func recipe(classes: Int? = nil) -> ClassifierRecipe {
    var recipe = ClassifierRecipe(Self.dataset, classes: classes)
    options.apply(to: &recipe)
    adjust(&recipe)
    return recipe
  }

  func validate() throws {
    if options.run.resume != nil {
      guard !options.changesRecipe && !changesRecipe else {
        throw ValidationError(
          "--resume continues a run with its own configuration; only --data, --threads and --json can"
            + " be given with it.")
      }
    }
    do {
      try recipe().validate()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    try ThreadPool.withThreads(options.run.threads.threads) {
      if let run = options.run.resume {
        try resume(run)
      } else {
        try start()
      }
    }
  }

  private func start() throws {
    let folder = options.run.data ?? Self.dataset.defaultFolder
    let training = try Self.dataset.open(.train, folder: folder)
    let validation = try Self.dataset.open(.validation, folder: folder)
    var recipe = recipe(classes: training.classNames.count)
    recipe.data = URL(fileURLWithPath: folder).path
    let trainer = try ClassifierTrainer(
      recipe, training: training, validation: validation,
      workers: Self.dataset.workers(threads: ThreadPool.current.size))
    if let weights = options.start.weights {
      let skipped = try trainer.load(weights: try RunFolder.weights(at: weights))
      if !skipped.isEmpty {
        StandardError.print(
          "left out of '\(weights)': \(skipped.joined(separator: ", ")); the last layer starts anew."
        )
      }
    }
    let run = try RunFolder.create(name: Self.dataset.rawValue, output: options.run.output)
    try run.writeConfiguration(try recipe.yaml())
    try train(trainer, run, pictures: (training.count, validation.count))
  }

  private func resume(_ name: String) throws {
    let run = try RunFolder.open(name)
    var recipe = try ClassifierRecipe(
      yaml: try run.readConfiguration(), path: run.configurationFile)
    guard recipe.dataset == Self.dataset else {
      throw ToolError(
        "'\(run.path)' is a run of \(recipe.dataset.rawValue): wrn-train \(recipe.dataset.rawValue)"
          + " --resume '\(run.path)'.")
    }
    if let data = options.run.data { recipe.data = data }
    let training = try Self.dataset.open(.train, folder: recipe.data)
    let validation = try Self.dataset.open(.validation, folder: recipe.data)
    let trainer = try ClassifierTrainer(
      recipe, training: training, validation: validation,
      workers: Self.dataset.workers(threads: ThreadPool.current.size))
    try trainer.resume(from: run)
    try train(trainer, run, pictures: (training.count, validation.count))
  }

  private func train(
    _ trainer: ClassifierTrainer, _ run: RunFolder, pictures: (training: Int, validation: Int)
  ) throws {
    let recipe = trainer.recipe
    StandardError.print(
      "\(recipe.network.name), \(NumberText.grouped(trainer.store.weightCount)) weights, on"
        + " \(NumberText.grouped(pictures.training)) + \(NumberText.grouped(pictures.validation))"
        + " pictures; the run is '\(run.path)'.")
    let display = TrainingDisplay(trainer, json: options.run.json)
    Interruption.install()
    defer { Interruption.uninstall() }
    let isComplete: Bool
    do {
      isComplete = try trainer.train(
        in: run, isInterrupted: { Interruption.isRequested }, report: display.show)
    } catch {
      display.finish()
      throw error
    }
    display.finish()
    let resume = "wrn-train \(Self.dataset.rawValue) --resume '\(run.path)'"
    guard isComplete else {
      throw ToolInterrupted(
        "saved step \(trainer.progress.steps) of epoch \(trainer.progress.epochs + 1); continue with:"
          + " \(resume)")
    }
    guard let best = trainer.best, !options.run.json else { return }
    try StandardOutput.print(
      "top-1 \(percent(best.top1)) at epoch \(best.epoch);"
        + " weights in '\(run.weightsFile(.best))'.")
  }
}

/// "95.12 %".
func percent(_ share: Double) -> String { "\(NumberText.fixed(share * 100, decimals: 2)) %" }
