import Foundation

extension Drawing {
  /// The drawing as an `<svg>` element, on its own or in a page, whose style sheet may set the
  /// variables of `Ink`.
  /// - Parameter title: What is read aloud in place of the drawing.
  func svg(title: String) -> String {
    let size = "\(Self.number(width)) \(Self.number(height))"
    let open =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\" role=\"img\""
      + " aria-label=\"\(Markup.escaped(title))\" font-family=\"DejaVu Sans, Verdana, sans-serif\">"
    let background =
      "<rect width=\"100%\" height=\"100%\" style=\"fill:\(Self.paint(.background))\"/>"
    return ([open, background] + elements.map(Self.markup) + ["</svg>"])
      .joined(separator: "\n") + "\n"
  }

  private static func markup(_ element: Element) -> String {
    switch element {
    case .lines(let points, let style):
      let places = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
      let dashes =
        style.dashes.isEmpty
        ? "stroke-linecap:round"
        : "stroke-dasharray:" + style.dashes.map(number).joined(separator: " ")
      return "<polyline points=\"\(places)\" style=\"fill:none;stroke:\(paint(style.ink));"
        + "stroke-width:\(number(style.width));stroke-linejoin:round;\(dashes)\"/>"
    case .dot(let point, let radius, let ink):
      return "<circle cx=\"\(number(point.x))\" cy=\"\(number(point.y))\" r=\"\(number(radius))\""
        + " style=\"fill:\(paint(ink))\"/>"
    case .shade(let region, let ink, let share):
      return "<rect x=\"\(number(region.x0))\" y=\"\(number(region.y0))\""
        + " width=\"\(number(region.width))\" height=\"\(number(region.height))\""
        + " style=\"fill:\(paint(ink));fill-opacity:\(number(share))\"/>"
    case .text(let text, let point, let style):
      let place = "\(number(point.x)) \(number(point.y))"
      return "<text transform=\"translate(\(place))\(style.isVertical ? " rotate(-90)" : "")\""
        + " font-size=\"\(number(style.size))\" text-anchor=\"\(style.anchor.rawValue)\""
        + (style.isBold ? " font-weight=\"bold\"" : "")
        + " style=\"fill:\(paint(style.ink))\">\(Markup.escaped(text))</text>"
    }
  }

  /// The page's colour, or the one on white.
  private static func paint(_ ink: Ink) -> String {
    let color = ink.color
    return "var(\(ink.variable),rgb(\(color.red),\(color.green),\(color.blue)))"
  }

  /// Hundredths of a pixel are enough.
  private static func number(_ value: some BinaryFloatingPoint) -> String {
    let text = String(format: "%.2f", Double(value))
    return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
  }
}
