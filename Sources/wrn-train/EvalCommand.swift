import ArgumentParser
import Checkpoints
import TensorCore
import ToolSupport
import Training

struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measure a classifier on the validation pictures of a data set.",
    discussion: """
      Examples:
        wrn-train eval runs/cifar10-1
        wrn-train eval wrn-16-2.safetensors --dataset cifar10 --data data --json
        wrn-train eval wide_resnet50_2.safetensors --data imagenet

      For CIFAR these are the 10,000 test pictures, for class folders those in val/,
      or of a folder of class folders itself.
      Weights of torchvision, timm and the CIFAR ports of the paper are read as they
      are; what such a file does not say is assumed, printed, and can be given; its
      data set is that in the folder of --data.
      """)

  @Argument(help: .init("A run (its best weights) or a safetensors file.", valueName: "run|file"))
  var weights: String
  @Option(
    help: .init(
      "cifar10, cifar100, svhn or imagenet (default: what it was trained on).", valueName: "name"))
  var dataset: ClassifierDataset?
  @Option(
    help: .init(
      "The folder of the data (default: the run's, else data or data/imagenet).", valueName: "dir"))
  var data: String?
  @Option(help: .init("Pictures per step; it changes the speed only.", valueName: "n"))
  var batch = 128
  @Flag(help: "Take the mean logits of each picture and its mirror image.")
  var flipTest = false
  @Option(help: .init("Whose names the tensors have (default: auto).", valueName: "names"))
  var names: NamesArgument?
  @OptionGroup(title: "Pictures") var pictureOptions: PictureOptions
  @OptionGroup var threads: ThreadOptions
  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  func validate() throws {
    guard (1...65_536).contains(batch) else {
      throw ValidationError("batch must be 1 to 65,536 pictures, got \(batch).")
    }
  }

  func run() throws {
    let path = try RunFolder.weights(at: weights)
    try ThreadPool.withThreads(threads.threads) {
      let classifier = try pictureOptions.load(path, names: names)
      let dataset = try dataset ?? self.dataset(of: classifier.description, from: path)
      let pictures = try dataset.openValidation(
        folder: try folder(of: path, classifier.description) ?? dataset.defaultFolder,
        for: classifier.description)
      for note in pictures.notes { StandardError.print("note: \(note)") }
      let line = ProgressLine()
      // An error's sentence must not follow the drawn line.
      defer { line.finish() }
      let metrics = try classifier.evaluate(
        pictures, batch: batch, workers: dataset.workers(threads: ThreadPool.current.size),
        flipTest: flipTest
      ) { done, total in
        line.update(ProgressSnapshot(label: "evaluating", step: done, total: total))
      }
      line.finish()
      let report = EvaluationReport(dataset: dataset.rawValue, metrics)
      try json ? StandardOutput.print(json: report) : StandardOutput.print(report.text)
    }
  }

  /// What a network was trained on; class folders for one of the ImageNet family, else what the
  /// folder of `--data` holds.
  private func dataset(
    of classifier: ClassifierDescription, from path: String
  ) throws -> ClassifierDataset {
    if let dataset = classifier.dataset { return dataset }
    if classifier.network.family == .imagenet { return .imagenet }
    guard let data else {
      throw ToolError(
        "'\(path)' does not say which data set it was trained on; give --dataset and --data.")
    }
    let found = ClassifierDataset.found(in: data, for: classifier.network)
    guard let dataset = found.first, found.count == 1 else {
      let number = found.isEmpty ? "none" : found.map(\.rawValue).joined(separator: " and ")
      throw ToolError(
        "'\(path)' does not say which data set it was trained on; of those with"
          + " \(classifier.network.classes) classes, '\(data)' holds \(number). Give --dataset.")
    }
    StandardError.print("note: taken to be of \(dataset.rawValue), which '\(data)' holds.")
    return dataset
  }

  private func folder(of path: String, _ classifier: ClassifierDescription) throws -> String? {
    if let data { return data }
    // Beside weights that are not of a run, a 'config.yaml' may be another program's.
    guard classifier.dataset != nil, let run = RunFolder.containing(path) else { return nil }
    let recipe = try ClassifierRecipe(
      yaml: try run.readConfiguration(), path: run.configurationFile)
    return recipe.dataset == (dataset ?? classifier.dataset) ? recipe.data : nil
  }
}

extension ClassifierDataset: ExpressibleByArgument {}
