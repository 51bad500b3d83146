/// A box to draw on a picture, with its label.
public struct Annotation: Sendable, Hashable {
  /// In pixels of the picture.
  public var box: Region
  /// Such as `dog 0.93`; empty for a box alone.
  public var text: String
  /// Which of `Palette`'s colours, usually the index of the class.
  public var colorIndex: Int

  public init(box: Region, text: String, colorIndex: Int) {
    self.box = box
    self.text = text
    self.colorIndex = colorIndex
  }
}
