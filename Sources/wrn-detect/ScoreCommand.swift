import ArgumentParser
import Datasets
import Detection
import ToolSupport

/// `wrn-detect score`.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Score the results of any detector as COCO does.",
    discussion: """
      Results are COCO's: a list of objects with image_id, category_id, bbox and score.

      Examples:
        wrn-detect score --ground-truth val.json --results found.json
        wrn-detect score --ground-truth val.json --results found.json --json
        wrn-detect score --ground-truth coco/val.json --results mine.json
      """)

  struct InputOptions: ParsableArguments {
    @Option(
      name: .customLong("ground-truth"),
      help: ArgumentHelp("The data set, in COCO's JSON format.", valueName: "gt.json"))
    var groundTruth: String

    @Option(help: ArgumentHelp("What the detector found.", valueName: "dt.json"))
    var results: String
  }

  struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the numbers as one line of JSON.")
    var json = false
  }

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    let truth = try COCODataset(contentsOf: input.groundTruth, boxes: .untouched)
    let results = try COCODetection.read(from: input.results)
    try check(results, against: truth)
    let metrics = try COCOEvaluator(groundTruth: truth).evaluate(results)
    try EvaluationReport(metrics: metrics, path: input.groundTruth).print(json: output.json)
  }

  /// - Throws: `ToolError` for the first result of a picture or category that the ground truth does not list.
  private func check(_ results: [COCODetection], against truth: COCODataset) throws {
    let images = Set(truth.images.map(\.id))
    for (index, result) in results.enumerated() {
      let unlisted =
        if !images.contains(result.imageID) {
          "image \(result.imageID)"
        } else if truth.categoryIndex(ofID: result.categoryID) == nil {
          "category \(result.categoryID)"
        } else {
          String?.none
        }
      guard let unlisted else { continue }
      throw ToolError(
        "results[\(index)] in '\(input.results)' names \(unlisted), which '\(input.groundTruth)' does"
          + " not list; the results belong to another data set.")
    }
  }
}
