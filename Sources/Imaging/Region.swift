/// A rectangle in continuous pixel coordinates: pixel (0, 0) covers 0...1 on both axes.
public struct Region: Sendable, Hashable {
  public var x0: Float
  public var y0: Float
  public var x1: Float
  public var y1: Float

  /// Left, top, right and bottom edge.
  public init(x0: Float, y0: Float, x1: Float, y1: Float) {
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }

  public var width: Float { x1 - x0 }
  public var height: Float { y1 - y0 }

  /// The part inside a picture of the given size; empty (not positive in width or height) when
  /// there is none.
  public func clipped(to size: ImageSize) -> Region {
    Region(
      x0: max(0, x0), y0: max(0, y0), x1: min(Float(size.width), x1),
      y1: min(Float(size.height), y1))
  }

  var isFinite: Bool { x0.isFinite && y0.isFinite && x1.isFinite && y1.isFinite }

  /// The area that both cover.
  func overlap(with other: Region) -> Float {
    max(0, min(x1, other.x1) - max(x0, other.x0)) * max(0, min(y1, other.y1) - max(y0, other.y0))
  }
}
