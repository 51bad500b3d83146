/// One entry of `images` in a COCO file.
public struct COCOImage: Hashable, Sendable {
  public var id: Int
  /// Relative to the folder of pictures.
  public var fileName: String
  /// In pixels of the upright picture.
  public var width: Int
  public var height: Int

  public init(id: Int, fileName: String, width: Int, height: Int) {
    self.id = id
    self.fileName = fileName
    self.width = width
    self.height = height
  }
}
