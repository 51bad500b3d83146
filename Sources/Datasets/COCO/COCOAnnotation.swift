/// One entry of `annotations` in a COCO file: an object in a picture.
public struct COCOAnnotation: Hashable, Sendable {
  public var id: Int
  public var imageID: Int
  public var categoryID: Int
  /// The file's `bbox`, or without it the one around the segmentation.
  public var bbox: COCOBox
  /// Area of the object in square pixels, by which COCO sorts objects into small, medium and large:
  /// the file's `area`, or without it that of the segmentation, or without one that of the box.
  public var area: Double
  /// Whether the box marks a group of objects, which is neither a target nor a mistake to find.
  public var isCrowd: Bool
  /// Whether the file says `"ignore": 1`: an object that is neither a target nor a mistake to find.
  public var isIgnored: Bool
  /// Whether it is an object to learn and to find.
  public var isTarget: Bool { !isCrowd && !isIgnored }

  public init(
    id: Int, imageID: Int, categoryID: Int, bbox: COCOBox, area: Double? = nil,
    isCrowd: Bool = false, isIgnored: Bool = false
  ) {
    self.id = id
    self.imageID = imageID
    self.categoryID = categoryID
    self.bbox = bbox
    self.area = area ?? bbox.area
    self.isCrowd = isCrowd
    self.isIgnored = isIgnored
  }
}
