import ArgumentParser
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
        wrn-detect eval val.json --images pictures --weights runs/train-1
        wrn-detect eval val.json --json --results found.json
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
    @Flag(help: "Print the numbers as one line of JSON.")
    var json = false

    @Option(
      help: ArgumentHelp("Write the detections there, as COCO results.", valueName: "file"))
    var results: String?
  }

  @Argument(help: ArgumentHelp("The data set, in COCO's JSON format.", valueName: "coco.json"))
  var dataset: String

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Running") var threads: ThreadOptions

  func run() throws {
    try ThreadPool.withThreads(threads.threads, evaluate)
  }

  private func evaluate() throws {
    // Better now than after an hour.
    if let results = output.results { try Folder.check(for: results) }
    var dataset = try DetectionDataset(path: dataset, images: input.images, boxes: .untouched)
    let weights = try input.weights.load()
    dataset.proposals = try input.proposals.load(
      for: dataset, limit: weights.inference.proposals.limit)
    let differences = CategoryDifferences(
      dataset.coco.categories, weights.detector.categories, path: dataset.path)
    guard differences.isEmpty else {
      throw ToolError(
        "the categories of '\(dataset.path)' are not those of the detector in '\(weights.path)':"
          + " \(differences).")
    }
    let found = try detect(weights, in: dataset)
    if let results = output.results { try COCODetection.write(found, to: results) }
    let metrics = try COCOEvaluator(groundTruth: dataset.coco).evaluate(found)
    try EvaluationReport(metrics: metrics, path: dataset.path).print(json: output.json)
  }

  /// The detections in all pictures, with progress on the standard error.
  private func detect(
    _ weights: WeightsOptions.Loaded, in dataset: DetectionDataset
  ) throws -> [COCODetection] {
    let line = ProgressLine()
    var meter = ProgressMeter(label: "evaluating", total: dataset.count)
    let start = ContinuousClock.now
    var previous = start
    // An error's sentence must not follow the drawn line.
    defer { line.finish() }
    let found = try weights.detector.detections(in: dataset, weights.inference) { _ in
      let now = ContinuousClock.now
      meter.record(images: 1, duration: now - previous)
      previous = now
      line.update(meter.snapshot)
    }
    let time = previous - start
    line.finish(
      "\(NumberText.grouped(dataset.count)) pictures in \(time.text)"
        + " (\((time / dataset.count).text) each)")
    return found
  }
}
