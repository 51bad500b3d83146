/// The numbers of one category; -1 if the ground truth has no object of it.
public struct COCOCategoryMetrics: Hashable, Sendable {
  public var id: Int
  public var name: String
  /// Objects in the ground truth, without crowd regions and ignored ones.
  public var objects: Int
  public var AP: Double
  public var AP50: Double
  public var AP75: Double
  public var AR100: Double
}
