/// Lines, areas and texts at their places: what a PNG and an SVG of the same chart share.
struct Drawing: Sendable {
  /// Which point of a text is at the given place.
  enum Anchor: String, Sendable {
    case start, middle, end

    /// The part of the text before the point.
    var share: Double {
      switch self {
      case .start: 0
      case .middle: 0.5
      case .end: 1
      }
    }
  }

  struct TextStyle: Sendable {
    /// In pixels.
    var size: Double = 12
    var isBold = false
    var ink = Ink.text
    var anchor = Anchor.start
    /// Read from below.
    var isVertical = false
  }

  struct LineStyle: Sendable {
    var ink: Ink
    var width: Double = 1
    /// Pixels drawn and left out in turn; empty for a solid line.
    var dashes: [Double] = []
  }

  enum Element: Sendable {
    /// An open line through at least two points.
    case lines([Point], LineStyle)
    case dot(Point, radius: Double, Ink)
    /// So much of an ink, in 0...1, over the background.
    case shade(Region, Ink, Double)
    /// A line of text; the place is on its baseline.
    case text(String, Point, TextStyle)
  }

  let width, height: Double
  private(set) var elements: [Element] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  mutating func lines(_ points: [Point], _ style: LineStyle) {
    elements.append(.lines(points, style))
  }

  mutating func dot(at point: Point, radius: Double, _ ink: Ink) {
    elements.append(.dot(point, radius: radius, ink))
  }

  mutating func shade(_ region: Region, _ ink: Ink, _ share: Double) {
    elements.append(.shade(region, ink, share))
  }

  mutating func text(_ text: String, at point: Point, _ style: TextStyle) {
    elements.append(.text(text, point, style))
  }
}
