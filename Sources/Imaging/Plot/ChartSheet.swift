/// Charts side by side under a title.
package struct ChartSheet: Sendable {
  package var title: String
  package var charts: [LineChart]

  private static let chartWidth = 520.0
  private static let chartHeight = 360.0
  private static let margin = 16.0
  private static let titleHeight = 40.0

  package init(title: String, charts: [LineChart]) {
    self.title = title
    self.charts = charts
  }

  /// The sheet in two pixels of the picture for one of the drawing.
  /// - Throws: `ImageError` when there is not enough memory.
  package func image() throws -> Image { try drawing().image(scale: 2) }

  /// The sheet as an `<svg>` element; a page's style sheet may set the variables of ``Ink``.
  /// - Parameter showsTitle: False leaves it to the page.
  /// - Throws: `ImageError` when there is not enough memory.
  package func svg(showsTitle: Bool = true) throws -> String {
    try drawing(showsTitle: showsTitle).svg(title: title)
  }

  /// Writes an `.svg`, `.png`, `.jpg` or `.jpeg`, as the name ends, complete or not at all.
  /// - Throws: `ImageError` when the name ends otherwise, `FileWriteError` when the file cannot be
  ///   written.
  package func write(toFile path: String) throws {
    try drawing().write(toFile: path, title: title)
  }

  private func drawing(showsTitle: Bool = true) throws -> Drawing {
    let meter = try Canvas(width: 1, height: 1, fill: .white)
    let count = Double(max(charts.count, 1))
    let top = showsTitle ? Self.titleHeight : 0
    var drawing = Drawing(
      width: count * Self.chartWidth + (count + 1) * Self.margin,
      height: top + Self.chartHeight + Self.margin)
    if showsTitle {
      drawing.text(
        title, at: Point(x: Float(Self.margin), y: 27), .init(size: 15, isBold: true))
    }
    for (index, chart) in charts.enumerated() {
      let left = Self.margin + Double(index) * (Self.chartWidth + Self.margin)
      let region = Region(
        x0: Float(left), y0: Float(top), x1: Float(left + Self.chartWidth),
        y1: Float(top + Self.chartHeight))
      ChartLayout(chart, in: region, meter: meter).draw(into: &drawing, at: region)
    }
    return drawing
  }
}
