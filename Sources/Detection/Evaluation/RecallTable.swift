/// Recall and average precision for each category, and their means.
struct RecallTable {
  let groups: [GroupRecall]

  /// Mean average precision with the largest limit; `nil` means all thresholds, all categories.
  func precision(area: AreaRange, threshold: Int?, group: Int? = nil) -> Double {
    mean(area: area, threshold: threshold, group: group, \.precisions)
  }

  /// Mean recall over all thresholds; `nil` means all categories.
  func recall(limit: Int, area: AreaRange, group: Int? = nil) -> Double {
    mean(area: area, threshold: nil, group: group, \.recalls[limit])
  }

  /// The mean of the entries that are not -1, or -1.
  private func mean(
    area: AreaRange, threshold: Int?, group: Int?, _ values: (GroupRecall) -> [Double]
  ) -> Double {
    let thresholds = threshold.map { $0..<($0 + 1) } ?? COCOEvaluator.iouThresholds.indices
    var sum = 0.0
    var count = 0
    for group in groups[group.map { $0..<($0 + 1) } ?? groups.indices] {
      let values = values(group)
      for threshold in thresholds {
        let value = values[MatchConditions.index(area, threshold)]
        if value > -1 {
          sum += value
          count += 1
        }
      }
    }
    return count == 0 ? -1 : sum / Double(count)
  }
}
