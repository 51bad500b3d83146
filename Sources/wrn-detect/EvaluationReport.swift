import CommonSupport
import Datasets
import Detection
import ToolSupport

/// What `eval` and `score` show: COCO's twelve numbers and what else is asked for.
struct EvaluationReport {
  let truth: COCODataset
  /// What messages call the ground truth.
  let path: String
  let detections: [COCODetection]
  let metrics: COCOMetrics
  private let evaluator: COCOEvaluator
  private let options: EvaluationOptions

  /// Scores the detections.
  ///
  /// - Throws: `EvaluationError` if they do not belong to the ground truth.
  init(
    _ detections: [COCODetection], of truth: COCODataset, path: String, _ options: EvaluationOptions
  ) throws {
    (self.truth, self.path, self.detections, self.options) = (truth, path, detections, options)
    evaluator = COCOEvaluator(groundTruth: truth, rules: options.rules)
    metrics = try evaluator.evaluate(detections)
  }

  /// Prints the numbers, and to the standard error why some are -1 or 0.
  ///
  /// - Parameter nothing: Why there are no detections, if there are none.
  func print(nothing: String) throws {
    let errors = options.errors ? try evaluator.errors(detections) : nil
    if options.json {
      try StandardOutput.print(json: EvaluationRecord(metrics))
      for category in options.perClass ? metrics.categories : [] {
        try StandardOutput.print(json: CategoryRecord(category))
      }
      if let errors { try StandardOutput.print(json: ErrorsRecord(errors)) }
    } else {
      try StandardOutput.print(metrics.description)
      if options.perClass { try StandardOutput.print("\n\(categoryTable)") }
      if let errors { try StandardOutput.print("\n\(ErrorsRecord(errors).table)") }
    }
    if let folder = options.plots {
      try EvaluationPlots(
        curves: evaluator.curves(detections),
        confusion: evaluator.confusion(detections, minimumScore: options.confusionScore), metrics,
        path: path
      ).write(to: folder)
      StandardError.print("curves and confusion matrix are in '\(folder)'")
    }
    let notes = EvaluationNotes(
      truth: truth, path: path, detections: detections, metrics: metrics, rules: options.rules)
    for note in notes.sentences(nothing: nothing) { StandardError.print("note: \(note)") }
  }

  private var categoryTable: String {
    func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 3) }
    let rows = metrics.categories.map {
      [
        "\($0.id)", $0.name, $0.objects.grouped, number($0.AP), number($0.AP50),
        number($0.AP75), number($0.AR100),
      ]
    }
    return TextTable.text(
      [["id", "class", "objects", "AP", "AP50", "AP75", "AR100"]] + rows, numbers: 5)
  }
}
