import CCairo

extension Canvas {
  /// The text height in pixels that reads well on a picture of this size.
  public var labelTextSize: Double { max(11, Double(min(size.width, size.height)) / 32) }

  /// Draws text on a filled rectangle, moved and shortened as needed to stay inside the picture.
  /// - Parameters:
  ///   - point: the upper left corner of the rectangle.
  ///   - color: of the text; nil means black or white, whichever reads better on the background.
  ///   - textSize: in pixels; nil means `labelTextSize`.
  /// - Returns: the rectangle.
  @discardableResult
  public func drawLabel(
    _ text: String, at point: Point, color: Color? = nil, background: Color,
    textSize: Double? = nil
  ) -> Region {
    let label = Label(text, on: self, textSize: textSize ?? labelTextSize)
    let place = label.place(at: point, in: size)
    fill(.rectangle(place), color: background)
    label.draw(in: place, color: color ?? background.contrasting)
    return place
  }
}

/// One line of text, measured.
struct Label {
  private let canvas: Canvas
  private let textSize: Double
  private let text: String
  private let ascent: Double
  private let padding: Double
  /// Of the rectangle, padding included, in pixels.
  let width: Float
  let height: Float

  /// The text as it fits the width of the canvas.
  init(_ text: String, on canvas: Canvas, textSize: Double) {
    self.canvas = canvas
    self.textSize = textSize
    padding = (textSize / 4).rounded()
    Self.selectFont(textSize, canvas)
    var font = cairo_font_extents_t()
    cairo_font_extents(canvas.context, &font)
    ascent = font.ascent
    let room = Double(canvas.size.width) - 2 * padding
    self.text = Self.shortened(Self.drawable(text), to: room, canvas)
    let advance = Self.advance(of: self.text, canvas)
    width = Float((advance + 2 * padding).rounded(.up))
    height = Float((font.ascent + font.descent + padding).rounded(.up))
  }

  /// The rectangle with its upper left corner at `point`, or as near as the picture allows.
  func place(at point: Point, in size: ImageSize) -> Region {
    let x = kept(point.x, max: Float(size.width) - width)
    let y = kept(point.y, max: Float(size.height) - height)
    return Region(x0: x, y0: y, x1: x + width, y1: y + height)
  }

  private func kept(_ value: Float, max limit: Float) -> Float {
    value.isFinite ? max(0, min(value.rounded(), limit)) : 0
  }

  func draw(in place: Region, color: Color) {
    Self.selectFont(textSize, canvas)
    canvas.setColor(color, alpha: 1)
    cairo_move_to(
      canvas.context, Double(place.x0) + padding,
      Double(place.y0) + ascent + (padding / 2).rounded())
    cairo_show_text(canvas.context, text)
    cairo_new_path(canvas.context)
  }

  private static func selectFont(_ textSize: Double, _ canvas: Canvas) {
    cairo_select_font_face(
      canvas.context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD)
    cairo_set_font_size(canvas.context, textSize)
  }

  private static func advance(of text: String, _ canvas: Canvas) -> Double {
    var extents = cairo_text_extents_t()
    cairo_text_extents(canvas.context, text, &extents)
    return extents.x_advance
  }

  /// Cairo stops drawing at text that it takes for invalid: control characters become spaces,
  /// noncharacters the replacement character.
  static func drawable(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(500) {
      if scalar.properties.generalCategory == .control {
        scalars.append(" ")
      } else if scalar.properties.isNoncharacterCodePoint {
        scalars.append("\u{FFFD}")
      } else {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// The longest beginning that fits, with an ellipsis where something is missing.
  private static func shortened(_ text: String, to room: Double, _ canvas: Canvas) -> String {
    if advance(of: text, canvas) <= room { return text }
    var (fits, tooLong) = (0, text.count)
    while fits + 1 < tooLong {
      let middle = (fits + tooLong) / 2
      if advance(of: text.prefix(middle) + "\u{2026}", canvas) <= room {
        fits = middle
      } else {
        tooLong = middle
      }
    }
    return fits == 0 ? "" : text.prefix(fits) + "\u{2026}"
  }
}
