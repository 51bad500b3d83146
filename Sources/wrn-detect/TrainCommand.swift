import ArgumentParser
import Checkpoints
import CommonSupport
import Detection
import TensorCore
import ToolSupport
import Training

/// `wrn-detect train`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a detector on a COCO-format data set.",
    discussion: """
      Examples:
        wrn-detect train coco.json --val 0.1
        wrn-detect train train.json --val val.json --epochs 40
        wrn-detect train train.json --val val.json --backbone resnet18.safetensors
        wrn-detect train mine.json --val 0.1 --weights runs/coco-1
        wrn-detect train --resume runs/train-1

      Pictures are looked for beside the JSON, in images/, <split>/ and
      images/<split>/, and one folder up. Without --config the recipe is chosen for the data
      and printed. The run is saved in a new folder runs/<name>-<n>.
      """)

  @Argument(help: .init("The COCO JSON to train on.", valueName: "coco.json"))
  var dataset: String?

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Start") var start: StartOptions
  @OptionGroup(title: "Recipe") var options: DetectorTrainingOptions
  @OptionGroup(title: "Run") var running: RunningOptions

  struct DataOptions: ParsableArguments {
    @Option(
      help: .init(
        "The folder of the pictures, or that of the splits' folders. (default: found beside the"
          + " JSON)", valueName: "dir"))
    var images: String?

    @Option(
      help: .init(
        "A COCO JSON to evaluate on, or a share of the pictures to hold out, such as 0.1; the best"
          + " weights are chosen by its AP.", valueName: "coco.json|share"))
    var val: String?

    @Option(
      help: ArgumentHelp(
        "COCO results whose boxes are trained on instead of the network's own proposals; the"
          + " proposal network learns nothing.", valueName: "file"))
    var proposals: String?

    @Option(help: ArgumentHelp("Likewise, for the pictures of --val.", valueName: "file"))
    var valProposals: String?
    @Flag(help: "Leave out pictures without objects, which teach what is no object.")
    var dropEmpty = false

    /// Pictures of another file need proposals of their own, those held out have them.
    fileprivate var proposalsAreComplete: Bool {
      let isFile = val.map { DetectorRun.Sources.heldOutShare($0) == nil } ?? false
      return (proposals != nil && isFile) == (valProposals != nil)
    }
  }

  struct StartOptions: ParsableArguments {
    @Option(
      help: .init(
        "Weights of an ImageNet classifier that the trunk starts from: safetensors of wrn-train,"
          + " torchvision, timm or transformers.", valueName: "file"))
    var backbone: String?

    @Option(
      help: .init(
        "A detector to start from, a run or a file; what does not fit (other classes) starts anew.",
        valueName: "run|file"))
    var weights: String?
  }

  struct RunningOptions: ParsableArguments {
    @Option(help: .init("The folder of the run. (default: runs/<name>-<n>)", valueName: "dir"))
    var output: String?

    @Option(help: .init("Go on with an interrupted run: its folder or name.", valueName: "run"))
    var resume: String?

    @OptionGroup var threads: ThreadOptions

    @Flag(help: "Print one JSON object per epoch to stdout.")
    var json = false
  }

  func validate() throws {
    guard data.proposalsAreComplete else {
      throw ValidationError(
        "a detector trained with --proposals is evaluated on the pictures of --val with"
          + " --val-proposals; give all three, or --proposals alone.")
    }
    guard (dataset == nil) != (running.resume == nil) else {
      throw ValidationError("give a COCO JSON to train on, or --resume with a run; not both.")
    }
    guard
      running.resume == nil
        || options.isEmpty && start.backbone == nil && start.weights == nil && data.images == nil
          && data.val == nil && data.proposals == nil && !data.dropEmpty && running.output == nil
    else {
      throw ValidationError(
        "--resume goes on with the run's own data and recipe; only --threads and --json can be given"
          + " with it.")
    }
    if let share = data.val.flatMap({ Double($0) }), !(0 < share && share < 1) {
      throw ValidationError(
        "--val takes a COCO JSON, or a share above 0 and below 1 such as 0.1, got \(share).")
    }
    guard start.backbone == nil || start.weights == nil else {
      throw ValidationError("give --backbone or --weights to start from, not both.")
    }
  }

  func run() throws {
    try ThreadPool.withThreads(running.threads.threads) {
      if let run = running.resume {
        try resume(try RunFolder.open(run))
      } else if let dataset {
        try begin(dataset)
      }
    }
  }

  private func begin(_ dataset: String) throws {
    // Better now than after the data has been read.
    let start = try weights()
    let configured = try options.configuredRecipe(for: start)
    var sources = DetectorRun.Sources(
      dataset: dataset, images: data.images, validation: data.val, proposals: data.proposals,
      validationProposals: data.valProposals)
    let hint = CheckHint(sources)
    let training = try hint.attach { try open(sources) }
    switch start {
    case .backbone(let path): sources.backbone = path
    case .detector(let path): sources.weights = path
    case nil: break
    }
    let recipe = try recipe(configured, for: training, start)
    let trainer = try trainer(recipe, sources, training, start)
    if let skipped = trainer.task.skipped { StandardError.print(skipped) }
    let folder = try RunFolder.create(name: sources.name, output: running.output)
    try folder.writeConfiguration(DetectorRun(sources: sources.absolute, recipe: recipe).yaml())
    StandardError.print("saving to \(folder.path)")
    try hint.attach { try train(trainer, sources, in: folder) }
  }

  private func resume(_ folder: RunFolder) throws {
    let run = try DetectorRun(yaml: folder.readConfiguration(), path: folder.configurationFile)
    let hint = CheckHint(run.sources)
    let training = try hint.attach { try open(run.sources) }
    let trainer = try trainer(run.recipe, run.sources, training, nil)
    if let change = try trainer.resume(from: folder) { StandardError.print("note: \(change)") }
    StandardError.print(
      "going on with \(folder.path) after \(trainer.progress.epochs) epochs and"
        + " \(trainer.progress.steps) steps")
    try hint.attach { try train(trainer, run.sources, in: folder) }
  }

  private func open(_ sources: DetectorRun.Sources) throws -> DetectionDataset {
    let training = try sources.openTraining()
    for issue in training.coco.issues {
      StandardError.print("note: '\(sources.dataset)': \(issue)")
    }
    StandardError.print(
      "\(training.count) pictures with \(training.coco.annotations.count) objects of"
        + " \(training.categories.count) classes:"
        + " \(training.categories.map(\.name).joined(separator: ", "))")
    return training
  }

  private func trainer(
    _ recipe: DetectorRecipe, _ sources: DetectorRun.Sources, _ training: DetectionDataset,
    _ start: DetectorStart?
  ) throws -> DetectorTrainer {
    let pictures = try withProposals(sources, recipe, training)
    var (training, validation) = try CheckHint(sources).attach {
      try sources.split(pictures, seed: recipe.seed)
    }
    if let pictures = validation {
      if let path = sources.validationProposals {
        validation?.proposals = try ProposalOptions.read(
          path, for: pictures, limit: recipe.inference.proposals.limit)
      }
      StandardError.print(
        "evaluated on \(pictures.count) pictures"
          + (sources.heldOutShare == nil ? "" : ", which are held out of training"))
    } else {
      StandardError.print(
        "note: there is nothing to evaluate on, so no AP and no best weights; --val val.json or"
          + " --val 0.1 gives both")
    }
    return try DetectorTrainer(recipe, training: training, validation: validation, start: start)
  }

  private func withProposals(
    _ sources: DetectorRun.Sources, _ recipe: DetectorRecipe, _ training: DetectionDataset
  ) throws -> DetectionDataset {
    guard let path = sources.proposals else { return training }
    var result = training
    result.proposals = try ProposalOptions.read(
      path, for: training, limit: recipe.inference.proposals.limit)
    StandardError.print(
      "note: the proposal network does not learn; 'infer' and 'eval' need --proposals as well.")
    return result
  }

  private func weights() throws -> DetectorStart? {
    if let weights = start.weights { return .detector(try RunFolder.weights(at: weights)) }
    return start.backbone.map(DetectorStart.backbone)
  }

  /// The recipe as the options change it; what is not said is chosen.
  /// - Parameter configured: That of `--config`, already changed.
  private func recipe(
    _ configured: DetectorRecipe?, for training: DetectionDataset, _ start: DetectorStart?
  ) throws -> DetectorRecipe {
    var recipe: DetectorRecipe
    var reasons: [String] = []
    if let configured {
      recipe = configured
    } else {
      (recipe, reasons) = try DetectorRecipe.suited(
        to: training, from: start, size: options.size, epochs: options.epochs)
      try options.apply(to: &recipe)
    }
    if data.dropEmpty { recipe.dropsEmpty = true }
    if let reason = recipe.decideBatchNorm(start) { reasons.append(reason) }
    for reason in reasons { StandardError.print("chosen: \(reason)") }
    return recipe
  }

  private func train(
    _ trainer: DetectorTrainer, _ sources: DetectorRun.Sources, in folder: RunFolder
  ) throws {
    let display = DetectorDisplay(
      recipe: trainer.recipe, stepsPerEpoch: trainer.stepsPerEpoch, json: running.json,
      epochsDone: trainer.progress.epochs)
    Interruption.install()
    defer { Interruption.uninstall() }
    let isDone: Bool
    do {
      isDone = try trainer.train(
        in: folder, isInterrupted: { Interruption.isRequested }, report: display.show)
    } catch {
      // An error's sentence must not follow the drawn line.
      display.finish()
      if trainer.canContinue(after: error) { StandardError.print(saved(trainer, folder)) }
      throw error
    }
    display.finish()
    guard isDone else { throw ToolInterrupted(saved(trainer, folder)) }
    let epochs = trainer.progress.epochs
    if epochs < trainer.recipe.epochs {
      StandardError.print(
        "stopped after epoch \(epochs): no better AP since epoch \(trainer.best?.epoch ?? 0)")
    }
    if let best = trainer.best {
      StandardError.print(
        "best AP \(NumberText.value(best.AP)) after epoch \(best.epoch):"
          + " '\(folder.weightsFile(.best))'")
    }
    if let validation = sources.validation, sources.heldOutShare == nil {
      let command = PrintedCommand.eval(
        validation, weights: folder.path, images: sources.images)
      StandardError.print("next: \(command)")
    }
    StandardError.print("next: wrn-detect infer IMAGE --weights \(folder.path.shellQuoted)")
  }

  private func saved(_ trainer: DetectorTrainer, _ folder: RunFolder) -> String {
    "saved after \(trainer.progress.epochs) epochs and \(trainer.progress.steps) steps;"
      + " go on with: wrn-detect train --resume \(folder.path.shellQuoted)"
  }
}
