import Detection
import ToolSupport

/// How `eval` and `score` show COCO's twelve numbers.
struct EvaluationReport {
  let metrics: COCOMetrics
  /// What messages call the ground truth.
  let path: String

  /// Prints the numbers, and to the standard error why some are -1.
  func print(json: Bool) throws {
    if json {
      try StandardOutput.print(json: EvaluationRecord(metrics))
    } else {
      try StandardOutput.print(metrics.description)
    }
    for note in notes { StandardError.print("note: \(note)") }
  }

  private var notes: [String] {
    if metrics.objects == 0 { return ["all numbers are -1 because '\(path)' has no objects."] }
    let sizes = [
      ("APs and ARs", metrics.APs, "small objects (at most 32 x 32 pixels)"),
      ("APm and ARm", metrics.APm, "medium objects (32 x 32 to 96 x 96 pixels)"),
      ("APl and ARl", metrics.APl, "large objects (at least 96 x 96 pixels)"),
    ]
    return sizes.filter { $0.1 < 0 }.map { "\($0) are -1 because '\(path)' has no \($2)." }
  }
}
