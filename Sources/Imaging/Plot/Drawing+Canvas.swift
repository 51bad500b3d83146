import CCairo
import CommonSupport

extension Drawing {
  /// The drawing on white.
  /// - Parameter scale: Pixels of the picture for one of the drawing.
  /// - Throws: `ImageError` when there is not enough memory.
  func image(scale: Double) throws -> Image {
    let canvas = try Canvas(
      width: Int((width * scale).rounded(.up)), height: Int((height * scale).rounded(.up)),
      fill: Ink.background.color)
    cairo_scale(canvas.context, scale, scale)
    for element in elements {
      switch element {
      case .lines(let points, let style): canvas.stroke(points, style)
      case .dot(let point, let radius, let ink):
        let (x, y, r) = (point.x, point.y, Float(radius))
        canvas.fill(
          .ellipse(Region(x0: x - r, y0: y - r, x1: x + r, y1: y + r)), color: ink.color)
      case .shade(let region, let ink, let share):
        canvas.fill(.rectangle(region), color: ink.color, alpha: share)
      case .text(let text, let point, let style): canvas.show(text, at: point, style)
      }
    }
    return try canvas.image()
  }
}

extension Drawing {
  /// Writes an `.svg`, `.png`, `.jpg` or `.jpeg`, as the name ends, complete or not at all; two
  /// pixels of a picture for one of the drawing.
  /// - Throws: `ImageError` when the name ends otherwise, `FileWriteError` when the file cannot be
  ///   written.
  func write(toFile path: String, title: String) throws {
    guard path.lowercased().hasSuffix(".svg") else {
      return try image(scale: 2).write(toFile: path)
    }
    try AtomicFile.write(svg(title: title), to: path, durably: false)
  }
}

extension Canvas {
  fileprivate func stroke(_ points: [Point], _ style: Drawing.LineStyle) {
    setColor(style.ink.color, alpha: 1)
    cairo_set_line_width(context, style.width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(
      context, style.dashes.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_set_dash(context, style.dashes, CInt(style.dashes.count), 0)
    cairo_new_path(context)
    for point in points { cairo_line_to(context, Double(point.x), Double(point.y)) }
    cairo_stroke(context)
  }

  func show(_ text: String, at point: Point, _ style: Drawing.TextStyle) {
    let text = Label.drawable(text)
    let advance = width(of: text, style)
    setColor(style.ink.color, alpha: 1)
    cairo_save(context)
    cairo_translate(context, Double(point.x), Double(point.y))
    if style.isVertical { cairo_rotate(context, -.pi / 2) }
    cairo_move_to(context, -advance * style.anchor.share, 0)
    cairo_show_text(context, text)
    cairo_restore(context)
    cairo_new_path(context)
  }

  /// The pixels that a text takes along its line.
  func width(of text: String, _ style: Drawing.TextStyle) -> Double {
    cairo_select_font_face(
      context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
      style.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, style.size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, Label.drawable(text), &extents)
    return extents.x_advance
  }
}
