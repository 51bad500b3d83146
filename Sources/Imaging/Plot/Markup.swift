/// Text inside SVG and HTML.
package enum Markup {
  /// The text with every character that markup gives a meaning spelled out, quotes included, and
  /// without those that XML does not allow.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default:
        let isForbidden =
          scalar.properties.generalCategory == .control || scalar.properties.isNoncharacterCodePoint
        result.unicodeScalars.append(isForbidden ? "\u{FFFD}" : scalar)
      }
    }
    return result
  }
}
