extension Box {
  /// The part of the box that lies in a picture of `width x height` pixels; empty if none does.
  public func clipped(toWidth width: Int, height: Int) -> Box {
    let (width, height) = (Float(width), Float(height))
    return Box(
      x0: min(max(x0, 0), width), y0: min(max(y0, 0), height),
      x1: min(max(x1, 0), width), y1: min(max(y1, 0), height))
  }

  /// The box made `factor` times as wide and as high about its centre.
  public func scaled(by factor: Float) -> Box {
    let halfWidth = width / 2 * factor
    let halfHeight = height / 2 * factor
    return Box(
      x0: centerX - halfWidth, y0: centerY - halfHeight,
      x1: centerX + halfWidth, y1: centerY + halfHeight)
  }

  /// The box in a picture resized by `scaleX` and `scaleY`: every coordinate multiplied.
  public func resized(scaleX: Float, scaleY: Float) -> Box {
    Box(x0: x0 * scaleX, y0: y0 * scaleY, x1: x1 * scaleX, y1: y1 * scaleY)
  }

  /// The box in the mirror image of a picture of `width` pixels.
  public func flippedHorizontally(width: Int) -> Box {
    Box(x0: Float(width) - x1, y0: y0, x1: Float(width) - x0, y1: y1)
  }
}
