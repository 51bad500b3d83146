import ArgumentParser
import Checkpoints
import Detection
import TensorCore
import ToolSupport
import Training

/// `wrn-detect train`
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a detector on a COCO-format data set.",
    discussion: """
      Examples:
        wrn-detect train coco.json
        wrn-detect train train.json --val val.json --epochs 40
        wrn-detect train --resume runs/train-1

      Pictures are looked for beside the JSON, in images/, and in ../<name of the split>/. Without --config the
      recipe is chosen for the data and printed. The run is saved in a new folder runs/<name>-<n>.
      """)

  @Argument(help: "The COCO JSON to train on.")
  var dataset: String?

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Training") var options: TrainingOptions
  @OptionGroup(title: "Running") var running: RunningOptions

  struct DataOptions: ParsableArguments {
    @Option(help: "The folder of the pictures.")
    var images: String?

    @Option(help: "A COCO JSON to evaluate on; the best weights are chosen by its AP.")
    var val: String?

    @Option(
      help: ArgumentHelp(
        "COCO results whose boxes are trained on instead of the network's own proposals; the"
          + " proposal network learns nothing.", valueName: "file"))
    var proposals: String?

    @Option(help: ArgumentHelp("Likewise, for the pictures of --val.", valueName: "file"))
    var valProposals: String?
  }

  struct TrainingOptions: ParsableArguments {
    @Option(help: "A YAML recipe; it holds only what differs from the defaults.")
    var config: String?

    @Option(help: "Weights of an ImageNet classifier (safetensors) that the trunk starts from.")
    var backbone: String?

    @Option(help: "How often every picture is seen.")
    var epochs: Int?

    @Option(help: "Pixels of the short side that pictures are resized to.")
    var size: Int?

    @Option(help: "Pictures per step.")
    var batch: Int?

    @Option(help: "The largest learning rate.")
    var lr: Float?

    @Option(help: "Where all random numbers come from.")
    var seed: UInt64?
  }

  struct RunningOptions: ParsableArguments {
    @Option(help: "The folder of the run (default: runs/<name>-<n>).")
    var output: String?

    @Option(help: "Go on with an interrupted run: its folder or name.")
    var resume: String?

    @OptionGroup var threads: ThreadOptions

    @Flag(help: "Print one JSON object per epoch to stdout.")
    var json = false
  }

  func validate() throws {
    guard (data.proposals != nil && data.val != nil) == (data.valProposals != nil) else {
      throw ValidationError(
        "a detector trained with --proposals is evaluated on --val with --val-proposals; give all three,"
          + " or --proposals alone.")
    }
    guard (dataset == nil) != (running.resume == nil) else {
      throw ValidationError("give a COCO JSON to train on, or --resume with a run; not both.")
    }
    guard
      running.resume == nil
        || (options.config == nil && options.backbone == nil && running.output == nil)
    else {
      throw ValidationError(
        "--resume goes on with the run's own recipe; leave out --config, --backbone and --output.")
    }
  }

  func run() throws {
    try ThreadPool.withThreads(running.threads.threads) {
      Interruption.install()
      if let run = running.resume {
        try resume(try RunFolder.open(run))
      } else if let dataset {
        try start(dataset)
      }
    }
  }

  private func start(_ dataset: String) throws {
    let sources = DetectorRun.Sources(
      dataset: dataset, images: data.images, validation: data.val, proposals: data.proposals,
      validationProposals: data.valProposals)
    let hint = CheckHint(dataset: dataset, validation: data.val)
    var (training, validation) = try hint.attach { try open(sources) }
    var recipe = try recipe(for: training)
    try addProposals(from: sources, recipe, to: &training, &validation)
    recipe.batch = options.batch ?? recipe.batch
    recipe.learningRate = options.lr ?? recipe.learningRate
    recipe.seed = options.seed ?? recipe.seed
    let trainer = try DetectorTrainer(
      recipe, training: training, validation: validation, backbone: options.backbone)
    let folder = try RunFolder.create(name: sources.name, output: running.output)
    try folder.writeConfiguration(DetectorRun(sources: sources.absolute, recipe: recipe).yaml())
    StandardError.print("saving to \(folder.path)")
    try hint.attach { try train(trainer, in: folder) }
  }

  private func resume(_ folder: RunFolder) throws {
    let run = try DetectorRun(yaml: folder.readConfiguration(), path: folder.configurationFile)
    let hint = CheckHint(dataset: run.sources.dataset, validation: run.sources.validation)
    var (training, validation) = try hint.attach { try open(run.sources) }
    try addProposals(from: run.sources, run.recipe, to: &training, &validation)
    let trainer = try DetectorTrainer(
      run.recipe, training: training, validation: validation)
    try trainer.resume(from: folder)
    StandardError.print(
      "going on with \(folder.path) after \(trainer.progress.epochs) epochs and \(trainer.progress.steps) steps"
    )
    try hint.attach { try train(trainer, in: folder) }
  }

  private func open(_ sources: DetectorRun.Sources) throws -> (DetectionDataset, DetectionDataset?)
  {
    let training = try DetectionDataset(
      path: sources.dataset, images: sources.images, boxes: .lenient)
    for issue in training.coco.issues {
      StandardError.print("note: '\(sources.dataset)': \(issue)")
    }
    let validation = try sources.validation.map {
      try DetectionDataset(path: $0, images: sources.images, boxes: .untouched)
    }
    StandardError.print(
      "\(training.count) pictures with \(training.coco.annotations.count) objects of"
        + " \(training.categories.count) classes: \(training.categories.map(\.name).joined(separator: ", "))"
    )
    return (training, validation)
  }

  private func addProposals(
    from sources: DetectorRun.Sources, _ recipe: DetectorRecipe,
    to training: inout DetectionDataset,
    _ validation: inout DetectionDataset?
  ) throws {
    let limit = recipe.inference.proposals.limit
    if let path = sources.proposals {
      training.proposals = try ProposalOptions.read(path, for: training, limit: limit)
      StandardError.print(
        "note: the proposal network does not learn; 'infer' and 'eval' need --proposals as well.")
    }
    if let path = sources.validationProposals, let pictures = validation {
      validation?.proposals = try ProposalOptions.read(path, for: pictures, limit: limit)
    }
  }

  /// The recipe with the size and epochs of the command line; what is not said is chosen.
  private func recipe(for training: DetectionDataset) throws -> DetectorRecipe {
    guard let config = options.config else {
      let (recipe, reasons) = DetectorRecipe.suited(
        to: training, size: options.size, epochs: options.epochs)
      for reason in reasons { StandardError.print("chosen: \(reason)") }
      return recipe
    }
    var recipe = try DetectorRecipe(contentsOf: config)
    if let size = options.size { recipe.setSize(size) }
    if let epochs = options.epochs { recipe.setEpochs(epochs) }
    return recipe
  }

  private func train(_ trainer: DetectorTrainer, in folder: RunFolder) throws {
    let display = DetectorDisplay(
      recipe: trainer.recipe, stepsPerEpoch: trainer.stepsPerEpoch, json: running.json)
    let isDone = try trainer.train(
      in: folder, isInterrupted: { Interruption.isRequested }, report: display.show)
    display.finish()
    guard isDone else {
      throw ToolInterrupted(
        "saved after \(trainer.progress.epochs) epochs and \(trainer.progress.steps) steps;"
          + " go on with: wrn-detect train --resume \(folder.path)")
    }
    StandardError.print("try it: wrn-detect infer IMAGE --weights \(folder.path)")
  }
}
