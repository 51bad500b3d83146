/// An object found in a picture.
public struct Detection: Sendable, Hashable {
  /// In pixels of the picture as given (upright).
  public var box: Box
  public var category: DetectorCategory
  /// The probability of the class, in 0...1.
  public var score: Float
}
