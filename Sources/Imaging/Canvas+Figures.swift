import CCairo

extension Canvas {
  /// What can be filled and stroked.
  public enum Figure: Sendable, Hashable {
    case rectangle(Region)
    /// The ellipse that touches the four sides of the region.
    case ellipse(Region)
    /// Closed, of at least two points.
    case polygon([Point])
  }

  /// Fills a figure. Alpha is 0 (nothing) ... 1 (opaque).
  public func fill(_ figure: Figure, color: Color, alpha: Double = 1) {
    guard trace(figure) else { return }
    setColor(color, alpha: alpha)
    cairo_fill(context)
  }

  /// Draws the outline of a figure, centred on it, `lineWidth` pixels wide. Alpha is 0...1.
  /// - Parameter dashes: pixels drawn and left out in turn; empty for a solid line.
  public func stroke(
    _ figure: Figure, color: Color, alpha: Double = 1, lineWidth: Double = 1, dashes: [Double] = []
  ) {
    guard lineWidth > 0, trace(figure) else { return }
    setColor(color, alpha: alpha)
    cairo_set_line_width(context, lineWidth)
    cairo_set_dash(context, dashes, CInt(dashes.count), 0)
    if case .rectangle = figure {
      cairo_set_line_join(context, CAIRO_LINE_JOIN_MITER)
    } else {
      cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    }
    cairo_stroke(context)
  }

  /// Makes the figure cairo's current path, or gives false when it cannot be drawn.
  private func trace(_ figure: Figure) -> Bool {
    cairo_new_path(context)
    switch figure {
    case .rectangle(let region):
      guard region.isFinite else { return false }
      let region = reachable(region)
      cairo_rectangle(
        context, Double(region.x0), Double(region.y0), Double(region.width), Double(region.height))
      return true
    case .ellipse(let region):
      guard region.isFinite else { return false }
      return traceEllipse(reachable(region))
    case .polygon(let points):
      return tracePolygon(points)
    }
  }

  private func traceEllipse(_ region: Region) -> Bool {
    guard region.width > 0, region.height > 0 else { return false }
    cairo_save(context)
    cairo_translate(
      context, Double(region.x0 + region.x1) / 2, Double(region.y0 + region.y1) / 2)
    cairo_scale(context, Double(region.width) / 2, Double(region.height) / 2)
    cairo_arc(context, 0, 0, 1, 0, 2 * .pi)
    cairo_close_path(context)
    // Before stroking, or the line would be scaled as well.
    cairo_restore(context)
    return true
  }

  private func tracePolygon(_ points: [Point]) -> Bool {
    guard points.count >= 2, points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
      return false
    }
    for point in points {
      cairo_line_to(context, Double(reachable(point.x)), Double(reachable(point.y)))
    }
    cairo_close_path(context)
    return true
  }

  /// Cairo's coordinates are 24 bits and 8 of fraction.
  private func reachable(_ value: Float) -> Float { min(max(value, -100_000), 100_000) }

  private func reachable(_ region: Region) -> Region {
    Region(
      x0: reachable(region.x0), y0: reachable(region.y0), x1: reachable(region.x1),
      y1: reachable(region.y1))
  }
}
