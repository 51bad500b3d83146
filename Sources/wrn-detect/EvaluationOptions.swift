import ArgumentParser
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
    help: ArgumentHelp(
      "The least score of detections in the confusion matrix; its least IoU is 0.5.",
      valueName: "p"))
  var confusionScore = 0.25

  @Flag(
    help: """
      Count as pycocotools does where it is wrong: annotation id 0, 'ignore', ids used twice, \
      results of unknown categories.
      """)
  var strictPycocotools = false

  var rules: EvaluationRules { strictPycocotools ? .pycocotools : .corrected }

  func validate() throws {
    guard confusionScore.isFinite else {
      throw ValidationError("--confusion-score must be a number, got \(confusionScore).")
    }
  }

  /// Makes the folder for plots: better now than after an hour.
  func prepare() throws {
    if let plots { try Folder.make(plots) }
  }
}
