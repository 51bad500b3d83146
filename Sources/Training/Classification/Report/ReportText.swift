import Foundation

/// Numbers as a report shows them.
enum ReportText {
  /// "20.29 %".
  static func percent(_ value: Double) -> String { String(format: "%.2f %%", value) }

  /// A probability in 0...1: "98.3 %".
  static func probability(_ value: Float) -> String { String(format: "%.1f %%", value * 100) }

  /// "9:12:03", "2 d 4:05:06".
  static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, (0..<1e12).contains(seconds) else { return "unknown" }
    let whole = Int(seconds.rounded())
    let clock = String(format: "%d:%02d:%02d", whole / 3600 % 24, whole / 60 % 60, whole % 60)
    return whole < 86_400 ? clock : "\(whole / 86_400) d \(clock)"
  }

  /// "0.5312".
  static func loss(_ value: Double) -> String { String(format: "%.4f", value) }
}

extension ExpectedResult {
  /// "paper, Table 4: 4.17 %".
  var label: String { "paper, \(source): \(ReportText.percent(error))" }
}
