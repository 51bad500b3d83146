import Detection

extension Box {
  /// Whether no coordinate differs by more than `tolerance` pixels.
  func isWithin(_ tolerance: Float, of other: Box) -> Bool {
    abs(x0 - other.x0) <= tolerance && abs(y0 - other.y0) <= tolerance
      && abs(x1 - other.x1) <= tolerance && abs(y1 - other.y1) <= tolerance
  }

  /// Whether all coordinates are numbers in a picture of `width x height` pixels, in order.
  func isInside(width: Int, height: Int) -> Bool {
    x0 >= 0 && y0 >= 0 && x0 <= x1 && y0 <= y1 && x1 <= Float(width) && y1 <= Float(height)
  }
}
