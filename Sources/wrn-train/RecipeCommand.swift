import ArgumentParser
import Checkpoints
import CommonSupport
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
    let network = recipe.network
    var recipe = recipe
    options.apply(to: &recipe)
    adjust(&recipe)
    if let expected = recipe.expected, recipe.network != network {
      recipe.expected = nil
      note(
        "the error of \(expected.source) is of the recipe's network, which options change; this run"
          + " is not compared with it.")
    }
    do {
      try recipe.validate()
    } catch {
      throw ValidationError("\(error)")
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
    if dataset == .imagenet { take(training.classNames.count, in: &recipe) }
    recipe.data = URL(fileURLWithPath: recipe.data).path
    recipe.weights = try recipe.weights.map {
      URL(fileURLWithPath: try RunFolder.weights(at: $0)).path
    }
    for text in training.notes + validation.notes { note(text) }
    let trainer = try ClassifierTrainer(
      recipe, training: training, validation: validation,
      whitening: try recipe.whitening(of: training, note: note),
      workers: dataset.workers(threads: ThreadPool.current.size))
    if let weights = recipe.weights, let head = try trainer.load(weights: weights) {
      StandardError.print(head.description)
    }
    let run = try RunFolder.create(name: dataset.rawValue, output: options.run.output)
    try run.writeConfiguration(try recipe.yaml())
    try train(trainer, run)
  }

  /// Gives the network as many classes as the folders are.
  private func take(_ classes: Int, in recipe: inout ClassifierRecipe) {
    let expected = recipe.network.classes
    recipe.network.classes = classes
    guard classes != expected, let source = recipe.expected?.source else { return }
    recipe.expected = nil
    note(
      "the error of \(source) is of \(expected.grouped) classes, '\(recipe.data)' has"
        + " \(classes.grouped); this run is not compared with it. If it is of these, the recipe must"
        + " say so: network: {classes: \(classes)}.")
  }

  private func resume(_ run: RunFolder) throws {
    var recipe = try ClassifierRecipe(
      yaml: try run.readConfiguration(), path: run.configurationFile)
    try check(resumed: recipe, in: run)
    if let data = options.run.data { recipe.data = URL(fileURLWithPath: data).path }
    let training = try recipe.dataset.open(.train, folder: recipe.data)
    let validation = try recipe.dataset.open(.validation, folder: recipe.data)
    for text in training.notes + validation.notes { note(text) }
    let trainer = try ClassifierTrainer(
      recipe, training: training, validation: validation,
      whitening: try recipe.whitening(of: training, resuming: run, note: note),
      workers: recipe.dataset.workers(threads: ThreadPool.current.size))
    if let change = try trainer.resume(from: run) { note(change) }
    // So that whatever reads the run finds its data.
    if options.run.data != nil { try run.writeConfiguration(try recipe.yaml()) }
    try train(trainer, run)
  }

  private func train(_ trainer: ClassifierTrainer, _ run: RunFolder) throws {
    let recipe = trainer.recipe
    StandardError.print(
      "\(recipe.network.name), \(trainer.store.weightCount.grouped) weights, on"
        + " \(trainer.training.count.grouped)"
        + " + \(trainer.validation.count.grouped) pictures; the run is '\(run.path)'.")
    let display = TrainingDisplay(trainer, json: options.run.json)
    Interruption.install()
    defer { Interruption.uninstall() }
    let isComplete: Bool
    do {
      isComplete = try trainer.train(
        in: run, isInterrupted: { Interruption.isRequested }, report: display.show)
    } catch {
      display.finish()
      if trainer.canContinue(after: error) { StandardError.print(saved(trainer, run)) }
      throw error
    }
    display.finish()
    guard isComplete else { throw ToolInterrupted(saved(trainer, run)) }
    // Everything is saved: from here on Ctrl-C may end the program.
    Interruption.uninstall()
    if trainer.progress.epochs < recipe.epochs {
      StandardError.print(
        "stopped after epoch \(trainer.progress.epochs): no better top-1 since epoch"
          + " \(trainer.best?.epoch ?? 0).")
    }
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

  private func saved(_ trainer: ClassifierTrainer, _ run: RunFolder) -> String {
    "saved step \(trainer.progress.steps) of epoch \(trainer.progress.epochs + 1); continue with:"
      + " wrn-train \(Self.configuration.commandName ?? "run") --resume \(run.path.shellQuoted)"
  }
}

private func note(_ text: String) { StandardError.print("note: \(text)") }
