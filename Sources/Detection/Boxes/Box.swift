/// An axis-aligned box in a picture.
///
/// The convention, for the whole package: absolute pixels, continuous coordinates. Pixel column `i`
/// covers `i ..< i + 1`, so a box around the whole of a `W x H` picture is `(0, 0, W, H)`, the
/// width is `x1 - x0`, and nothing anywhere adds one.
public struct Box: Hashable, Sendable {
  public var x0: Float
  public var y0: Float
  public var x1: Float
  public var y1: Float

  /// A box from its corners; `x` grows to the right, `y` downwards.
  public init(x0: Float, y0: Float, x1: Float, y1: Float) {
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }

  /// A box from its top left corner and size, as COCO's `bbox` stores it.
  public init(x: Float, y: Float, width: Float, height: Float) {
    self.init(x0: x, y0: y, x1: x + width, y1: y + height)
  }

  public var width: Float { x1 - x0 }
  public var height: Float { y1 - y0 }
  public var centerX: Float { (x0 + x1) / 2 }
  public var centerY: Float { (y0 + y1) / 2 }

  /// Whether the box covers nothing. A box with a coordinate that is not a number is empty.
  public var isEmpty: Bool { !(x1 > x0 && y1 > y0) }

  /// The area in square pixels, 0 for an empty box.
  public var area: Float { isEmpty ? 0 : width * height }
}

extension Box: CustomStringConvertible {
  public var description: String { "(\(x0), \(y0), \(x1), \(y1))" }
}
