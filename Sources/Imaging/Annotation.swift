/// A box to draw on a picture, with its label.
public struct Annotation: Sendable, Hashable {
  /// In pixels of the picture.
  public var box: Region
  /// Such as `dog 0.93`; empty for a box alone.
  public var text: String
  /// Which of `Palette`'s colours, usually the index of the class.
  public var colorIndex: Int
  /// Drawn with a dashed line: a group of objects, for example.
  public var isDashed: Bool

  public init(box: Region, text: String, colorIndex: Int, isDashed: Bool = false) {
    self.box = box
    self.text = text
    self.colorIndex = colorIndex
    self.isDashed = isDashed
  }
}
