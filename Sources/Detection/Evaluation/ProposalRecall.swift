/// How many objects proposals find, whatever their category: average recall over the IoU thresholds
/// 0.50, 0.55, ..., 0.95, in `0...1`; -1 where the ground truth has no object to find.
public struct ProposalRecall: Hashable, Sendable, Codable {
  /// With at most 10, 100 and 1000 proposals per picture.
  public var AR10: Double
  public var AR100: Double
  public var AR1000: Double
  /// By size of the object, with at most 1000 proposals per picture.
  public var ARs: Double
  public var ARm: Double
  public var ARl: Double
}
