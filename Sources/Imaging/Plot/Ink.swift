/// What a part of a drawing is for, which decides its colour: on paper here, in a page by the
/// page's own style, light or dark.
package enum Ink: Sendable, Hashable {
  case background, text, faint, grid, axis
  /// A line of a chart: any number, repeating after the last colour.
  case series(Int)

  /// The colour on white.
  var color: Color {
    switch self {
    case .background: .white
    case .text: Color(red: 34, green: 34, blue: 34)
    case .faint: Color(red: 110, green: 110, blue: 110)
    case .grid: Color(red: 230, green: 230, blue: 230)
    case .axis: Color(red: 90, green: 90, blue: 90)
    case .series(let index): Self.lineColors[Self.position(index)]
    }
  }

  /// Of a line; those of the second round of colours are dashed.
  var dashes: [Double] {
    guard case .series(let index) = self else { return [] }
    return (index / Self.lineColors.count).isMultiple(of: 2) ? [] : [7, 3]
  }

  /// The name of the style sheet's variable.
  package var variable: String {
    switch self {
    case .background: "--chart-background"
    case .text: "--chart-text"
    case .faint: "--chart-faint"
    case .grid: "--chart-grid"
    case .axis: "--chart-axis"
    case .series(let index): "--chart-\(Self.position(index))"
    }
  }

  /// Told apart by the colour-blind as well (after Okabe and Ito), dark enough for thin lines.
  private static let lineColors = [
    Color(red: 0, green: 98, blue: 168),  // blue
    Color(red: 213, green: 94, blue: 0),  // vermilion
    Color(red: 0, green: 148, blue: 110),  // green
    Color(red: 184, green: 84, blue: 145),  // purple
    Color(red: 209, green: 144, blue: 0),  // amber
    Color(red: 70, green: 165, blue: 215),  // sky blue
    Color(red: 130, green: 80, blue: 50),  // brown
    Color(red: 100, green: 100, blue: 100),  // grey
  ]

  private static func position(_ index: Int) -> Int {
    let remainder = index % lineColors.count
    return remainder < 0 ? remainder + lineColors.count : remainder
  }
}
