import ArgumentParser
import CommonSupport
import Datasets
import Detection
import Foundation
import TensorCore
import ToolSupport
import Training

/// `wrn-detect eval`.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Run a detector over a COCO data set and print COCO's twelve numbers.",
    discussion: """
      Examples:
        wrn-detect eval shapes/val.json
        wrn-detect eval val.json --per-class --errors --plots plots
        wrn-detect eval val.json --json --results found.json

      If a picture cannot be read, or at Ctrl-C, the results so far are written.
      """)

  struct InputOptions: ParsableArguments {
    @OptionGroup var weights: WeightsOptions

    @Option(
      help: ArgumentHelp(
        "The folder of the pictures. (default: found beside the JSON)", valueName: "dir"))
    var images: String?

    @OptionGroup var proposals: ProposalOptions
  }

  struct OutputOptions: ParsableArguments {
    @OptionGroup var report: EvaluationOptions

    @Option(
      help: ArgumentHelp("Write the detections there, as COCO results.", valueName: "file"))
    var results: String?

    @Flag(
      help: """
        Print AP and time as the steps of inference come in one by one (refined boxes, more rounds, \
        voting, other sizes, flip), instead of the twelve numbers.
        """)
    var stages = false

    func validate() throws {
      if stages && (report.perClass || report.errors || report.plots != nil || results != nil) {
        throw ValidationError(
          "--stages does without --per-class, --errors, --plots and --results.")
      }
    }
  }

  @Argument(help: ArgumentHelp("The data set, in COCO's JSON format.", valueName: "coco.json"))
  var dataset: String

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Running") var batch: BatchOptions
  @OptionGroup(title: "Running") var threads: ThreadOptions

  func run() throws {
    try ThreadPool.withThreads(threads.threads, evaluate)
  }

  private func evaluate() throws {
    // Better now than after an hour.
    if let results = output.results {
      let inputs = [self.dataset, input.proposals.proposals].compactMap { $0 }
      try Folder.checkPlace(ofFile: results, butNot: inputs)
    }
    try output.report.prepare()
    var dataset = try DetectionDataset(path: dataset, images: input.images, boxes: .untouched)
    let weights = try input.weights.load(writing: output.results)
    dataset.proposals = try input.proposals.load(
      for: dataset, limit: weights.inference.proposals.limit)
    let differences = CategoryDifferences(
      dataset.coco.categories, weights.detector.categories, path: dataset.path)
    guard differences.isEmpty else {
      throw ToolError(
        "the categories of '\(dataset.path)' are not those of the detector in '\(weights.path)':"
          + " \(differences). Number and name them as the detector does.")
    }
    if output.stages { return try evaluateStages(weights, on: dataset) }
    let (found, _) = try detect(weights, weights.inference, in: dataset, to: output.results)
    try EvaluationReport(found, of: dataset.coco, path: dataset.path, output.report)
      .print(nothing: nothing(weights.inference))
  }

  private func evaluateStages(
    _ weights: WeightsOptions.Loaded, on dataset: DetectionDataset
  ) throws {
    var table = StageTable(json: output.report.json)
    for (stage, settings) in EvaluationStage.settings(from: weights.inference) {
      let (found, time) = try detect(weights, settings, in: dataset, label: stage)
      let evaluator = COCOEvaluator(groundTruth: dataset.coco, rules: output.report.rules)
      try table.add(stage, evaluator.evaluate(found), time)
    }
    try table.print()
  }

  private func nothing(_ settings: InferenceSettings) -> String {
    "the detector found nothing of a score of \(settings.scoreThreshold) or more"
  }

  /// The detections in all pictures and the time of one, with progress on the standard error.
  ///
  /// - Parameter path: The file that keeps what was found, even if an error or Ctrl-C ends the work.
  private func detect(
    _ weights: WeightsOptions.Loaded, _ settings: InferenceSettings, in dataset: DetectionDataset,
    label: String? = nil, to path: String? = nil
  ) throws -> (found: [COCODetection], time: Duration) {
    var pass = DatasetPass(label ?? "evaluating", pictures: dataset.count, results: path)
    let time = try pass.run(label) { pass in
      try weights.detector.detect(
        in: dataset, settings, batch: batch.batch, unless: { Interruption.isRequested }
      ) { pass.add([$0], done: $1) }
    }
    return (pass.found[0], time)
  }
}
