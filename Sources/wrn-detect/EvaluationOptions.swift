import ArgumentParser
import CommonSupport
import Detection
import ToolSupport

/// What `eval` and `score` show beside COCO's twelve numbers.
struct EvaluationOptions: ParsableArguments {
  @Flag(help: "Print JSON, one object per line.")
  var json = false

  @Flag(help: "Print the AP of each category.")
  var perClass = false

  @Flag(
    help: """
      Print what each kind of error costs in AP50, as TIDE does: wrong class, poor place, both, \
      duplicate, background, missed.
      """)
  var errors = false

  @Option(
    help: ArgumentHelp(
      "Write precision-recall curves and the confusion matrix there, as PNG and CSV.",
      valueName: "dir"))
  var plots: String?

  @Option(
    name: .customLong("confusion-score"),
    help: ArgumentHelp(
      "The least score of detections in the confusion matrix; its least IoU is 0.5."
        + " (default: 0.25)",
      valueName: "p"))
  var givenConfusionScore: Double?

  @Flag(
    help: """
      Count as pycocotools does where it is wrong: annotation id 0, 'ignore', ids used twice, \
      results of unknown categories.
      """)
  var strictPycocotools = false

  var confusionScore: Double { givenConfusionScore ?? 0.25 }

  var rules: EvaluationRules { strictPycocotools ? .pycocotools : .corrected }

  func validate() throws {
    guard confusionScore.isFinite else {
      throw ValidationError("--confusion-score must be a number, got \(confusionScore).")
    }
    if givenConfusionScore != nil, plots == nil {
      throw ValidationError("--confusion-score needs --plots, which draws the confusion matrix.")
    }
  }

  /// Makes the folder for plots: better now than after an hour.
  func prepare() throws {
    if let plots { try Folder.make(plots) }
  }
}
