/// Recall and average precision for each category, limit of detections, size class and IoU
/// threshold; -1 where there is no object to find.
struct RecallTable {
  private let groups: Int
  private let limits: Int
  var recalls: [Double]
  var precisions: [Double]

  init(groups: Int, limits: Int) {
    self.groups = groups
    self.limits = limits
    let count =
      groups * limits * AreaRange.allCases.count * COCOEvaluator.iouThresholds.count
    recalls = Array(repeating: -1, count: count)
    precisions = Array(repeating: -1, count: count)
  }

  func index(group: Int, limit: Int, area: AreaRange, threshold: Int) -> Int {
    ((group * limits + limit) * AreaRange.allCases.count + area.rawValue)
      * COCOEvaluator.iouThresholds.count + threshold
  }

  /// Mean average precision with the largest limit; `nil` means all thresholds, all categories.
  func precision(area: AreaRange, threshold: Int?, group: Int? = nil) -> Double {
    mean(precisions, limit: limits - 1, area: area, threshold: threshold, group: group)
  }

  /// Mean recall over all thresholds; `nil` means all categories.
  func recall(limit: Int, area: AreaRange, group: Int? = nil) -> Double {
    mean(recalls, limit: limit, area: area, threshold: nil, group: group)
  }

  /// The mean of the entries that are not -1, or -1.
  private func mean(
    _ values: [Double], limit: Int, area: AreaRange, threshold: Int?, group: Int?
  ) -> Double {
    let thresholds = threshold.map { $0..<($0 + 1) } ?? COCOEvaluator.iouThresholds.indices
    var sum = 0.0
    var count = 0
    for group in group.map({ $0..<($0 + 1) }) ?? 0..<groups {
      for threshold in thresholds {
        let value = values[index(group: group, limit: limit, area: area, threshold: threshold)]
        if value > -1 {
          sum += value
          count += 1
        }
      }
    }
    return count == 0 ? -1 : sum / Double(count)
  }
}
