/// What became of the detections of one category, picture after picture.
struct MatchOutcomes {
  var scores: [Double] = []
  /// Position of each detection in its picture by falling score.
  var ranks: [Int] = []
  /// By size class, then detection: bit `t` is set if it is matched at IoU threshold `t`.
  var matched = [[UInt16]](repeating: [], count: AreaRange.allCases.count)
  /// Likewise: bit `t` is set if it counts neither as right nor as wrong.
  var ignored = [[UInt16]](repeating: [], count: AreaRange.allCases.count)
  /// By size class: objects to find.
  var objectCounts = [Int](repeating: 0, count: AreaRange.allCases.count)

  /// Fills in one group of `table`; size classes without objects to find stay -1.
  func accumulate(into table: inout RecallTable, group: Int, limits: [Int]) {
    let order = scores.indices.sorted {
      scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
    }
    for (limitIndex, limit) in limits.enumerated() {
      let limited = order.filter { ranks[$0] < limit }
      for area in AreaRange.allCases where objectCounts[area.rawValue] > 0 {
        for threshold in COCOEvaluator.iouThresholds.indices {
          let curve = PrecisionRecall(
            hits: limited.lazy.compactMap { self.hit($0, area: area, threshold: threshold) },
            objects: objectCounts[area.rawValue])
          let entry = table.index(group: group, limit: limitIndex, area: area, threshold: threshold)
          table.recalls[entry] = curve.recall
          table.precisions[entry] = curve.averagePrecision
        }
      }
    }
  }

  /// Whether a detection is right, nil if it does not count.
  private func hit(_ detection: Int, area: AreaRange, threshold: Int) -> Bool? {
    let bit: UInt16 = 1 << threshold
    if ignored[area.rawValue][detection] & bit != 0 { return nil }
    return matched[area.rawValue][detection] & bit != 0
  }
}
