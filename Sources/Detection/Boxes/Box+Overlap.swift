extension Box {
  /// The part that both boxes cover; empty if they do not overlap.
  public func intersection(_ other: Box) -> Box {
    Box(
      x0: max(x0, other.x0), y0: max(y0, other.y0),
      x1: min(x1, other.x1), y1: min(y1, other.y1))
  }

  /// Intersection over union, in `0...1`; 0 if either box is empty.
  @inlinable
  public func iou(_ other: Box) -> Float {
    let width = min(x1, other.x1) - max(x0, other.x0)
    let height = min(y1, other.y1) - max(y0, other.y0)
    guard width > 0, height > 0 else { return 0 }
    let shared = width * height
    return shared
      / ((x1 - x0) * (y1 - y0) + (other.x1 - other.x0) * (other.y1 - other.y0) - shared)
  }

  /// The share of this box that lies inside `region`, in `0...1`.
  ///
  /// COCO's overlap of a box with a crowd region: the intersection over this box's own area.
  public func fraction(inside region: Box) -> Float {
    isEmpty ? 0 : intersection(region).area / area
  }
}
