import CommonSupport
import Detection
import ToolSupport

/// The line of `--errors --json`, or a table.
struct ErrorsRecord: Encodable {
  let type = "errors"
  let AP50: Double
  let classification, localization, both, duplicate, background, missed: DetectionErrors.Cost
  let falsePositives, falseNegatives: DetectionErrors.Cost

  init(_ errors: DetectionErrors) {
    AP50 = errors.AP50
    (classification, localization) = (errors.classification, errors.localization)
    (both, duplicate, background) = (errors.both, errors.duplicate, errors.background)
    (missed, falsePositives) = (errors.missed, errors.falsePositives)
    falseNegatives = errors.falseNegatives
  }

  var table: String {
    let rows: [(String, DetectionErrors.Cost)] = [
      ("class", classification), ("place", localization), ("class and place", both),
      ("duplicate", duplicate), ("background", background), ("missed", missed),
      ("all false positives", falsePositives), ("all false negatives", falseNegatives),
    ]
    return TextTable.text(
      [["error", "count", "dAP50"]]
        + rows.map {
          [$0, $1.count.grouped, NumberText.fixed($1.dAP50, decimals: 3)]
        }, numbers: 2)
  }
}
