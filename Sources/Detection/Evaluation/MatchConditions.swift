/// A set of the forty conditions that COCO counts under: a size class and an IoU threshold.
///
/// Matching decides them all at once, one bit each.
struct MatchConditions: OptionSet {
  let rawValue: UInt64

  static let count = AreaRange.allCases.count * COCOEvaluator.iouThresholds.count
  static let all = MatchConditions(rawValue: 1 << count - 1)

  init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// All thresholds of the size classes that `area` belongs to.
  init(area: Double) {
    var bits: UInt64 = 0
    for range in AreaRange.allCases where range.bounds.contains(area) {
      bits |= Self.thresholds << Self.index(range, 0)
    }
    self.init(rawValue: bits)
  }

  /// The thresholds that `overlap` reaches, of all size classes.
  init(overlap: Double) {
    let reached = COCOEvaluator.iouThresholds.count { $0 <= overlap }
    self.init(rawValue: (1 << UInt64(reached) - 1) &* Self.classes)
  }

  /// The bit of one condition.
  static func index(_ area: AreaRange, _ threshold: Int) -> Int {
    area.rawValue * COCOEvaluator.iouThresholds.count + threshold
  }

  /// The thresholds of the first size class.
  private static let thresholds: UInt64 = 1 << COCOEvaluator.iouThresholds.count - 1
  /// The first threshold of each size class.
  private static let classes = AreaRange.allCases.reduce(UInt64(0)) {
    $0 | 1 << UInt64(index($1, 0))
  }
}
