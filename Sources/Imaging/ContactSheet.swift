/// Pictures in a grid of equal cells, each with a line of text below it, under a title and a key to
/// the colours.
package struct ContactSheet: Sendable {
  package struct Cell: Sendable {
    /// Side by side; at most as large as the sheet's cells.
    package var pictures: [Image]
    package var caption: String

    package init(pictures: [Image], caption: String) {
      self.pictures = pictures
      self.caption = caption
    }
  }

  /// An entry of the key: the class and its colour in `Palette`.
  package struct KeyEntry: Sendable {
    package var text: String
    package var colorIndex: Int

    package init(text: String, colorIndex: Int) {
      self.text = text
      self.colorIndex = colorIndex
    }
  }

  package var title: String
  package var key: [KeyEntry]
  package var cells: [Cell]
  /// The room for each picture of a cell, in pixels.
  package var pictureSize: ImageSize
  package var columns: Int

  private static let margin = 24.0
  private static let gap = 16.0
  /// Between the pictures of a cell.
  private static let seam = 4.0
  private static let titleStyle = Drawing.TextStyle(size: 24, isBold: true)
  private static let keyStyle = Drawing.TextStyle(size: 16)
  private static let captionStyle = Drawing.TextStyle(size: 15, ink: .faint)
  private static let keyLine = 28.0
  private static let captionHeight = 26.0

  package init(
    title: String, key: [KeyEntry], cells: [Cell], pictureSize: ImageSize, columns: Int
  ) {
    self.title = title
    self.key = key
    self.cells = cells
    self.pictureSize = pictureSize
    self.columns = columns
  }

  /// The sheet as a picture, on white.
  /// - Throws: `ImageError` when there is not enough memory, or it is larger than a canvas can be.
  package func image() throws -> Image {
    let perCell = cells.map(\.pictures.count).max() ?? 1
    let cellWidth = Double(pictureSize.width * perCell) + Self.seam * Double(perCell - 1)
    let cellHeight = Double(pictureSize.height) + Self.captionHeight
    let rows = (cells.count + columns - 1) / columns
    let width = 2 * Self.margin + Double(columns) * (cellWidth + Self.gap) - Self.gap
    let lines = try keyLines(width: width - 2 * Self.margin)
    let top = Self.margin + 36 + Double(lines.count) * Self.keyLine + 8
    let height = top + Double(rows) * (cellHeight + Self.gap) - Self.gap + Self.margin
    let canvas = try Canvas(
      width: Int(width.rounded(.up)), height: Int(height.rounded(.up)), fill: .white)
    canvas.show(
      canvas.shortened(title, to: width - 2 * Self.margin, Self.titleStyle),
      at: Point(x: Float(Self.margin), y: Float(Self.margin + 22)), Self.titleStyle)
    draw(lines, on: canvas)
    for (index, cell) in cells.enumerated() {
      let x = Self.margin + Double(index % columns) * (cellWidth + Self.gap)
      let y = top + Double(index / columns) * (cellHeight + Self.gap)
      draw(cell, on: canvas, x: Int(x), y: Int(y), width: cellWidth)
    }
    return try canvas.image()
  }

  /// The entries of the key, as many to a line as fit.
  private func keyLines(width: Double) throws -> [[(entry: KeyEntry, x: Double)]] {
    let ruler = try Canvas(width: 1, height: 1, fill: .white)
    var lines: [[(entry: KeyEntry, x: Double)]] = []
    var x = width + 1
    for entry in key {
      let advance = 22 + ruler.width(of: entry.text, Self.keyStyle) + 24
      if x + advance - 24 > width {
        lines.append([])
        x = 0
      }
      lines[lines.count - 1].append((entry, x))
      x += advance
    }
    return lines
  }

  private func draw(_ lines: [[(entry: KeyEntry, x: Double)]], on canvas: Canvas) {
    for (line, entries) in lines.enumerated() {
      let baseline = Self.margin + 36 + Double(line) * Self.keyLine + 20
      for (entry, x) in entries {
        let left = Float(Self.margin + x)
        let bottom = Float(baseline) + 1
        canvas.fill(
          .rectangle(Region(x0: left, y0: bottom - 14, x1: left + 14, y1: bottom)),
          color: Palette.color(entry.colorIndex))
        canvas.show(entry.text, at: Point(x: left + 22, y: Float(baseline)), Self.keyStyle)
      }
    }
  }

  /// Each picture in the middle of its room, on light grey.
  private func draw(_ cell: Cell, on canvas: Canvas, x: Int, y: Int, width: Double) {
    for (index, picture) in cell.pictures.enumerated() {
      let left = x + index * (pictureSize.width + Int(Self.seam))
      canvas.fill(
        .rectangle(
          Region(
            x0: Float(left), y0: Float(y), x1: Float(left + pictureSize.width),
            y1: Float(y + pictureSize.height))),
        color: Ink.grid.color)
      canvas.draw(
        picture, x: left + (pictureSize.width - picture.width) / 2,
        y: y + (pictureSize.height - picture.height) / 2)
    }
    canvas.show(
      canvas.shortened(cell.caption, to: width, Self.captionStyle),
      at: Point(x: Float(x), y: Float(y + pictureSize.height + 18)), Self.captionStyle)
  }
}

extension Canvas {
  /// The longest beginning of a text that fits, with an ellipsis where something is missing.
  fileprivate func shortened(_ text: String, to room: Double, _ style: Drawing.TextStyle) -> String
  {
    if width(of: text, style) <= room { return text }
    var text = text
    while !text.isEmpty, width(of: text + "\u{2026}", style) > room { text.removeLast() }
    return text + "\u{2026}"
  }
}
