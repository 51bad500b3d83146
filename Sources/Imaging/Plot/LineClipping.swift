/// The parts of lines that are inside a rectangle.
package enum LineClipping {
  /// - Parameter points: A line; nil and what is not finite are gaps.
  package static func pieces(of points: [Point?], in region: Region) -> [[Point]] {
    var pieces: [[Point]] = []
    var current: [Point] = []
    func finish() {
      if current.count >= 2 { pieces.append(current) }
      current = []
    }
    for (start, end) in zip(points, points.dropFirst()) {
      guard let start, let end, let (from, to) = clipped(start, end, to: region) else {
        finish()
        continue
      }
      if current.last != from {
        finish()
        current = [from]
      }
      current.append(to)
    }
    finish()
    return pieces
  }

  /// Liang and Barsky's: the shares of the way at which the line enters and leaves.
  private static func clipped(_ start: Point, _ end: Point, to region: Region) -> (Point, Point)? {
    let (dx, dy) = (Double(end.x) - Double(start.x), Double(end.y) - Double(start.y))
    guard dx.isFinite, dy.isFinite else { return nil }
    var (enter, leave) = (0.0, 1.0)
    for (step, room) in [
      (-dx, Double(start.x) - Double(region.x0)), (dx, Double(region.x1) - Double(start.x)),
      (-dy, Double(start.y) - Double(region.y0)), (dy, Double(region.y1) - Double(start.y)),
    ] {
      if step == 0 {
        if room < 0 { return nil }
      } else if step < 0 {
        enter = max(enter, room / step)
      } else {
        leave = min(leave, room / step)
      }
    }
    guard enter <= leave else { return nil }
    func point(_ share: Double) -> Point {
      share == 0
        ? start
        : share == 1
          ? end
          : Point(x: Float(Double(start.x) + share * dx), y: Float(Double(start.y) + share * dy))
    }
    return (point(enter), point(leave))
  }
}
