/// One found object, as COCO results files hold it.
public struct COCODetection: Hashable, Sendable {
  public var imageID: Int
  /// The data set's own id, not the position in its list of categories.
  public var categoryID: Int
  public var bbox: COCOBox
  /// Larger is surer; only the order counts in the evaluation.
  public var score: Double

  public init(imageID: Int, categoryID: Int, bbox: COCOBox, score: Double) {
    self.imageID = imageID
    self.categoryID = categoryID
    self.bbox = bbox
    self.score = score
  }
}
