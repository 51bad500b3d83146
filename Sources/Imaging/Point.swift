/// A position in continuous pixel coordinates: pixel (0, 0) covers 0...1 on both axes.
public struct Point: Sendable, Hashable {
  public var x: Float
  public var y: Float

  public init(x: Float, y: Float) {
    self.x = x
    self.y = y
  }
}
