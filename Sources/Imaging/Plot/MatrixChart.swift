/// Counts in rows and columns as shaded squares: what is taken for what.
///
/// A square's shade is its share of the row: blue on the diagonal, which is right, red elsewhere.
package struct MatrixChart: Sendable {
  package var title: String
  /// What rows and columns are.
  package var rowTitle, columnTitle: String
  package var labels: [String]
  /// A square matrix, row by row.
  package var counts: [[Int]]

  /// - Precondition: There is a row, and a count in it, for each label.
  package init(
    title: String = "", rows: String = "", columns: String = "", labels: [String], counts: [[Int]]
  ) {
    precondition(
      counts.count == labels.count && counts.allSatisfy { $0.count == labels.count },
      "\(counts.map(\.count)) counts for \(labels.count) labels")
    (self.title, rowTitle, columnTitle) = (title, rows, columns)
    (self.labels, self.counts) = (labels, counts)
  }

  /// The squares alone, each of `side x side` pixels.
  /// - Throws: `ImageError` when there is not enough memory.
  package func squares(side: Int) throws -> Image {
    let size = Double(max(side * labels.count, 1))
    var drawing = Drawing(width: size, height: size)
    drawSquares(side: Double(side), at: Point(x: 0, y: 0), into: &drawing)
    return try drawing.image(scale: 1)
  }

  /// The chart in two pixels of the picture for one of the drawing.
  /// - Throws: `ImageError` when there is not enough memory.
  package func image() throws -> Image { try drawing().image(scale: 2) }

  /// The chart as an `<svg>` element.
  /// - Throws: `ImageError` when there is not enough memory.
  package func svg() throws -> String { try drawing().svg(title: title) }

  /// Writes an `.svg`, `.png`, `.jpg` or `.jpeg`, as the name ends, complete or not at all.
  /// - Throws: `ImageError` when the name ends otherwise, `FileWriteError` when the file cannot be
  ///   written.
  package func write(toFile path: String) throws {
    try drawing().write(toFile: path, title: title)
  }
}

// MARK: - Drawing

extension MatrixChart {
  private static let margin = 16.0
  private static let titleHeight = 40.0
  /// Squares smaller than this have no labels; smaller than that, no counts.
  private static let leastSideOfLabels = 7.0
  private static let leastSideOfCounts = 24.0

  private func drawing() throws -> Drawing {
    let meter = try Canvas(width: 1, height: 1, fill: .white)
    let count = Double(max(labels.count, 1))
    let side = min(44, max(2, (760 / count).rounded(.down)))
    let style = Drawing.TextStyle(size: min(12, side * 0.9))
    let names = side < Self.leastSideOfLabels ? [] : labels.map(Self.shortened)
    let widest = names.map { meter.width(of: $0, style) }.max() ?? 0
    let room = widest.rounded(.up) + 34
    let titleStyle = Drawing.TextStyle(size: 15, isBold: true)
    let width = max(room + count * side, meter.width(of: title, titleStyle).rounded(.up))
    var drawing = Drawing(
      width: width + 2 * Self.margin,
      height: Self.titleHeight + room + count * side + Self.margin)
    drawing.text(title, at: Point(x: Float(Self.margin), y: 27), titleStyle)

    let corner = Point(x: Float(Self.margin + room), y: Float(Self.titleHeight + room))
    drawSquares(side: side, at: corner, into: &drawing)
    drawGrid(side: side, at: corner, into: &drawing)
    drawLabels(names, style, side: side, at: corner, into: &drawing)
    let middle = Float(count * side / 2)
    var axis = Drawing.TextStyle(size: 12, ink: .faint, anchor: .middle)
    drawing.text(
      columnTitle, at: Point(x: corner.x + middle, y: corner.y - Float(room) + 12), axis)
    axis.isVertical = true
    drawing.text(
      rowTitle, at: Point(x: corner.x - Float(room) + 12, y: corner.y + middle), axis)
    return drawing
  }

  private func drawSquares(side: Double, at corner: Point, into drawing: inout Drawing) {
    let side = Float(side)
    for (row, counts) in counts.enumerated() {
      let total = counts.reduce(0, +)
      for (column, count) in counts.enumerated() where count > 0 {
        let (x, y) = (corner.x + Float(column) * side, corner.y + Float(row) * side)
        drawing.shade(
          Region(x0: x, y0: y, x1: x + side, y1: y + side), row == column ? .series(0) : .series(1),
          Self.shade(Double(count) / Double(total), isRight: row == column))
      }
    }
  }

  /// The square root shows the few mistakes beside the many that are right.
  private static func shade(_ share: Double, isRight: Bool) -> Double {
    isRight ? share.squareRoot() : min(0.15 + share.squareRoot() * 1.5, 1)
  }

  /// The border, and in each square its count if there is room.
  private func drawGrid(side: Double, at corner: Point, into drawing: inout Drawing) {
    let length = Float(side) * Float(labels.count)
    let (x, y) = (corner.x + length, corner.y + length)
    drawing.lines(
      [corner, Point(x: x, y: corner.y), Point(x: x, y: y), Point(x: corner.x, y: y), corner],
      .init(ink: .axis))
    guard side >= Self.leastSideOfCounts else { return }
    for (row, counts) in counts.enumerated() {
      let total = counts.reduce(0, +)
      for (column, count) in counts.enumerated() where count > 0 {
        let text = count < 100_000 ? "\(count)" : "\(count / 1000)k"
        let isDark = Self.shade(Double(count) / Double(total), isRight: row == column) > 0.75
        let center = Point(
          x: corner.x + (Float(column) + 0.5) * Float(side),
          y: corner.y + (Float(row) + 0.5) * Float(side) + 3.5)
        let size = min(11, side * 1.45 / Double(max(text.count, 3)))
        drawing.text(
          text, at: center,
          .init(size: size, ink: isDark ? .background : .text, anchor: .middle))
      }
    }
  }

  private func drawLabels(
    _ names: [String], _ style: Drawing.TextStyle, side: Double, at corner: Point,
    into drawing: inout Drawing
  ) {
    for (index, name) in names.enumerated() {
      let middle = (Float(index) + 0.5) * Float(side) + Float(style.size) * 0.35
      var rowStyle = style
      rowStyle.anchor = .end
      drawing.text(name, at: Point(x: corner.x - 6, y: corner.y + middle), rowStyle)
      var columnStyle = style
      columnStyle.isVertical = true
      drawing.text(name, at: Point(x: corner.x + middle, y: corner.y - 6), columnStyle)
    }
  }

  private static func shortened(_ name: String) -> String {
    name.count <= 24 ? name : "\(name.prefix(23))…"
  }
}
