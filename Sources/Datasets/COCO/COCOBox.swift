/// A box as COCO stores it: top left corner and size in pixels, continuous (no pixel is added).
public struct COCOBox: Hashable, Sendable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public var maxX: Double { x + width }
  public var maxY: Double { y + height }
  /// Width times height, as pycocotools takes the area of a detection.
  public var area: Double { width * height }
  /// Whether all four numbers are finite.
  public var isFinite: Bool { x.isFinite && y.isFinite && width.isFinite && height.isFinite }

  /// `[x,y,width,height]`.
  var json: String { "[\(x),\(y),\(width),\(height)]" }

  /// Whether a part reaches out of a picture of `width x height` pixels by more than rounding.
  func reachesOut(ofWidth width: Int, height: Int) -> Bool {
    let tolerance = COCOBoxPolicy.tolerance
    return x < -tolerance || y < -tolerance || maxX > Double(width) + tolerance
      || maxY > Double(height) + tolerance
  }

  /// The part inside a picture of `width x height` pixels; its size may be 0 or negative if none
  /// is.
  func clipped(toWidth width: Int, height: Int) -> COCOBox {
    let (x0, y0) = (max(x, 0), max(y, 0))
    return COCOBox(
      x: x0, y: y0, width: min(maxX, Double(width)) - x0, height: min(maxY, Double(height)) - y0)
  }
}
