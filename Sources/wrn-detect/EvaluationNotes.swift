import CommonSupport
import Datasets
import Detection
import ToolSupport

/// Why numbers are -1 or 0, a sentence each.
struct EvaluationNotes {
  let truth: COCODataset
  /// What sentences call the ground truth.
  let path: String
  let detections: [COCODetection]
  let metrics: COCOMetrics
  let rules: EvaluationRules

  /// An AP50 below this deserves a look.
  private static let suspicious = 0.05

  /// - Parameter nothing: Why there are no detections, if there are none.
  func sentences(nothing: String) -> [String] {
    if metrics.objects == 0 { return [noObjects] }
    var sentences: [String] = []
    if detections.isEmpty {
      sentences.append("numbers are 0 because \(nothing).")
    } else if metrics.detections == 0 {
      sentences.append(
        "numbers are 0 because '\(path)' lists none of the results' categories.")
    } else if metrics.AP50 < Self.suspicious {
      sentences += low(diagnosis)
    } else if metrics.AP75 == 0 {
      sentences.append(
        "AP75 is 0 because no detection that counts overlaps an object of its category by an IoU of"
          + " 0.75; the best of all is \(overlap(diagnosis)).")
    }
    if metrics.unlistedDetections > 0 {
      sentences.append(
        metrics.unlistedDetections.counted("result", "results")
          + " of categories that '\(path)' does not list"
          + " \(metrics.unlistedDetections == 1 ? "is" : "are") left out.")
    }
    return sentences + sizes + pycocotools
  }

  private var diagnosis: EvaluationDiagnosis {
    EvaluationDiagnosis(truth, detections, rules: rules)
  }

  private var noObjects: String {
    let rest = truth.annotations.isEmpty ? "objects" : "objects but crowd regions and ignored ones"
    return "all numbers are -1 because '\(path)' has no \(rest)."
  }

  private var sizes: [String] {
    [
      ("APs and ARs", metrics.APs, metrics.ARs, "small", "at most 32 x 32 pixels"),
      ("APm and ARm", metrics.APm, metrics.ARm, "medium", "32 x 32 to 96 x 96 pixels"),
      ("APl and ARl", metrics.APl, metrics.ARl, "large", "at least 96 x 96 pixels"),
    ].compactMap { names, precision, recall, size, range in
      if precision < 0 {
        return "\(names) are -1 because '\(path)' has no \(size) objects (\(range))."
      }
      guard recall == 0, metrics.AP50 > 0 else { return nil }
      return "\(names) are 0 because no detection finds one of the \(size) objects (\(range))."
    }
  }

  /// Of nothing found, or next to nothing.
  private func low(_ diagnosis: EvaluationDiagnosis) -> [String] {
    func because(_ one: String, _ many: (String) -> String) -> String {
      let count = diagnosis.detections
      let reason = count == 1 ? "the only detection \(one)" : many(count.grouped)
      return "numbers are 0 because \(reason)"
    }
    if diagnosis.besideObjects == 0 {
      return [
        because("is in a picture") { "all \($0) detections are in pictures" } + " without objects."
      ]
    }
    var hints: [String] = []
    func hint(_ count: Int, _ text: String) {
      guard count > 2 * diagnosis.found else { return }
      hints.append("\(count.counted("detection", "detections")) \(text)")
    }
    hint(
      diagnosis.foundAsCorners,
      "would be on an object if the boxes were [x0, y0, x1, y1]; COCO's are [x, y, width, height].")
    hint(
      diagnosis.foundAsShares,
      "would be on an object if the boxes were shares of the picture's size; COCO's are in pixels.")
    hint(
      diagnosis.onOtherCategory,
      "\(diagnosis.onOtherCategory == 1 ? "is" : "are") on an object of another category; the"
        + " category ids of the two files may disagree.")
    if metrics.AP50 > 0 { return hints }
    if diagnosis.besideOwnCategory == 0 {
      hints.insert(
        because("is not of") { "none of the \($0) detections is of" }
          + " a category that its picture has.", at: 0)
    } else if diagnosis.found == 0 {
      hints.insert(
        because("does not overlap") { "none of the \($0) detections overlaps" }
          + " an object of its category by an IoU of 0.5; the best is \(overlap(diagnosis)).", at: 0
      )
    } else if rules == .corrected {
      hints.insert(
        "numbers are 0 because of each picture and category only the 100 detections of the largest"
          + " scores count, and none of these is on an object.", at: 0)
    }
    return hints
  }

  private var pycocotools: [String] {
    let habits = PycocotoolsDifferences(truth).habits
    if habits.isEmpty { return [] }
    let list = habits.joined(separator: ", and ")
    return rules == .pycocotools
      ? ["as pycocotools does, --strict-pycocotools \(list)."]
      : ["pycocotools \(list); with --strict-pycocotools the numbers are its own."]
  }

  private func overlap(_ diagnosis: EvaluationDiagnosis) -> String {
    NumberText.fixed(diagnosis.bestOverlap, decimals: 2)
  }
}
