import ArgumentParser
import Checkpoints
import Datasets
import Foundation
import TensorCore
import ToolSupport
import Training

/// A command that trains a classifier by a recipe, and goes on with a run.
protocol RecipeCommand: ParsableCommand {
  var options: TrainingOptions { get }
  /// Whether options of this command alone were given.
  var changesRecipe: Bool { get }
  func adjust(_ recipe: inout ClassifierRecipe)
  /// Refuses a run that another command should continue.
  func check(resumed recipe: ClassifierRecipe, in run: RunFolder) throws
}

extension RecipeCommand {
  var changesRecipe: Bool { false }
  func adjust(_ recipe: inout ClassifierRecipe) {}
  func check(resumed recipe: ClassifierRecipe, in run: RunFolder) throws {}

  /// The recipe as the options change it.
  /// - Throws: `ValidationError` if it can no longer be followed.
  func adjusted(_ recipe: ClassifierRecipe) throws -> ClassifierRecipe {
    var recipe = recipe
    options.apply(to: &recipe)
    adjust(&recipe)
    do {
      try recipe.validate()
    } catch {
      throw ValidationError("\(error)")
    }
    guard options.recipe.warmup ?? 0 == 0 || recipe.schedule.kind != .oneCycle else {
      throw ValidationError("--warmup is for step and cosine; one-cycle has a rise of its own.")
    }
    return recipe
  }

  /// - Throws: `ValidationError` for options that a resumed run has in its configuration.
  func checkResume() throws {
    guard options.run.resume == nil || !options.changesRecipe && !changesRecipe else {
      throw ValidationError(
        "--resume continues a run with its own configuration; only --data, --threads and --json can"
          + " be given with it.")
    }
  }

  /// Begins a run, or continues the one to resume.
  /// - Parameter recipe: What to begin with, changed by the options.
  func train(_ recipe: () throws -> ClassifierRecipe) throws {
    try ThreadPool.withThreads(options.run.threads.threads) {
      if let run = options.run.resume {
        try resume(try RunFolder.open(run))
      } else {
        try start(try recipe())
      }
    }
  }

  private func start(_ recipe: ClassifierRecipe) throws {
    let dataset = recipe.dataset
    let training = try dataset.open(.train, folder: recipe.data)
    let validation = try dataset.open(.validation, folder: recipe.data)
    var recipe = recipe
    if dataset == .imagenet { recipe.network.classes = training.classNames.count }
    recipe.data = URL(fileURLWithPath: recipe.data).path
    for text in training.notes + validation.notes { note(text) }
    let trainer = try ClassifierTrainer(
      recipe, training: training, validation: validation,
      whitening: try recipe.whitening(of: training, note: note),
      workers: dataset.workers(threads: ThreadPool.current.size))
    if let weights = options.start.weights {
      let skipped = try trainer.load(weights: try RunFolder.weights(at: weights))
      if !skipped.isEmpty {
        StandardError.print(
          "left out of '\(weights)': \(skipped.joined(separator: ", ")); the last layer starts anew."
        )
      }
    }
    let run = try RunFolder.create(name: dataset.rawValue, output: options.run.output)
    try run.writeConfiguration(try recipe.yaml())
    try train(trainer, run)
  }

  private func resume(_ run: RunFolder) throws {
    var recipe = try ClassifierRecipe(
      yaml: try run.readConfiguration(), path: run.configurationFile)
    try check(resumed: recipe, in: run)
    if let data = options.run.data { recipe.data = data }
    let training = try recipe.dataset.open(.train, folder: recipe.data)
    let trainer = try ClassifierTrainer(
      recipe, training: training,
      validation: try recipe.dataset.open(.validation, folder: recipe.data),
      whitening: try recipe.whitening(of: training, resuming: run, note: note),
      workers: recipe.dataset.workers(threads: ThreadPool.current.size))
    try trainer.resume(from: run)
    try train(trainer, run)
  }

  private func train(_ trainer: ClassifierTrainer, _ run: RunFolder) throws {
    let recipe = trainer.recipe
    StandardError.print(
      "\(recipe.network.name), \(NumberText.grouped(trainer.store.weightCount)) weights, on"
        + " \(NumberText.grouped(trainer.training.count))"
        + " + \(NumberText.grouped(trainer.validation.count)) pictures; the run is '\(run.path)'.")
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
    guard isComplete else {
      throw ToolInterrupted(
        "saved step \(trainer.progress.steps) of epoch \(trainer.progress.epochs + 1); continue with:"
          + " wrn-train \(Self.configuration.commandName ?? "run") --resume '\(run.path)'")
    }
    // Everything is saved: from here on Ctrl-C may end the program.
    Interruption.uninstall()
    guard let result = trainer.result(in: run) else { return }
    try options.run.json
      ? StandardOutput.print(json: result) : StandardOutput.print(result.text)
    do {
      let path = try ClassifierReport.writeWithProgress(
        for: run, data: recipe.data, batch: recipe.batch)
      StandardError.print("the report is '\(path)'.")
    } catch {
      note("there is no report: \(error)")
    }
  }
}

private func note(_ text: String) { StandardError.print("note: \(text)") }
