/// How many objects proposals find, whatever their category: average recall over the IoU thresholds
/// 0.50, 0.55, ..., 0.95, in `0...1`; -1 where the ground truth has no object to find.
public struct ProposalRecall: Hashable, Sendable {
  /// With at most 10, 100 and 1000 proposals per picture.
  public var AR10, AR100, AR1000: Double
  /// Likewise, by size of the object.
  public var ARs10, ARm10, ARl10: Double
  public var ARs100, ARm100, ARl100: Double
  public var ARs1000, ARm1000, ARl1000: Double

  static let limits = [10, 100, 1000]

  /// - Parameter recall: By position in ``limits`` and size of the object.
  init(_ recall: (Int, AreaRange) -> Double) {
    (AR10, AR100, AR1000) = (recall(0, .all), recall(1, .all), recall(2, .all))
    (ARs10, ARm10, ARl10) = (recall(0, .small), recall(0, .medium), recall(0, .large))
    (ARs100, ARm100, ARl100) = (recall(1, .small), recall(1, .medium), recall(1, .large))
    (ARs1000, ARm1000, ARl1000) = (recall(2, .small), recall(2, .medium), recall(2, .large))
  }
}
