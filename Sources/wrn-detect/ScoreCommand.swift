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
        wrn-detect score --ground-truth val.json --results found.json --errors
      """)

  struct InputOptions: ParsableArguments {
    @Option(
      name: .customLong("ground-truth"),
      help: ArgumentHelp("The data set, in COCO's JSON format.", valueName: "gt.json"))
    var groundTruth: String

    @Option(help: ArgumentHelp("What the detector found.", valueName: "dt.json"))
    var results: String
  }

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: EvaluationOptions

  func run() throws {
    try output.prepare()
    let truth = try COCODataset(contentsOf: input.groundTruth, boxes: .untouched)
    let results = try COCODetection.read(from: input.results)
    try check(results, against: truth)
    try EvaluationReport(results, of: truth, path: input.groundTruth, output)
      .print(nothing: "'\(input.results)' has no results")
  }

  /// - Throws: `ToolError` for the first result of a picture or category that the ground truth does not list.
  private func check(_ results: [COCODetection], against truth: COCODataset) throws {
    let images = Set(truth.images.map(\.id))
    for (index, result) in results.enumerated() {
      let unlisted: String
      let reason: String
      if !images.contains(result.imageID) {
        unlisted = "image \(result.imageID)"
        reason = "the results belong to another data set"
      } else if truth.categoryIndex(ofID: result.categoryID) == nil, !output.strictPycocotools {
        unlisted = "category \(result.categoryID)"
        reason = Self.reason(results, truth)
      } else {
        continue
      }
      throw ToolError(
        "results[\(index)] in '\(input.results)' names \(unlisted), which '\(input.groundTruth)' does"
          + " not list; \(reason).")
    }
  }

  /// Why results name categories that are not listed.
  private static func reason(_ results: [COCODetection], _ truth: COCODataset) -> String {
    let ids = results.map(\.categoryID)
    let count = truth.categories.count
    guard let least = ids.min(), let most = ids.max(), least >= 0, most <= count, count > 1,
      let first = truth.categories.first?.id, let last = truth.categories.last?.id
    else { return "the results belong to another data set" }
    return
      "the results' ids, \(least) to \(most), may be positions in a list of categories instead of"
      + " its ids, \(first) to \(last)"
  }
}
