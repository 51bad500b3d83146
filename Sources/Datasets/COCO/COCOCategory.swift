/// One entry of `categories` in a COCO file.
public struct COCOCategory: Hashable, Sendable {
  /// Any whole number; COCO's own run from 1 to 90 with gaps.
  public var id: Int
  public var name: String
  public var supercategory: String?

  public init(id: Int, name: String, supercategory: String? = nil) {
    self.id = id
    self.name = name
    self.supercategory = supercategory
  }
}
