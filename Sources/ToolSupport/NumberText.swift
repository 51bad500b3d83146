import CommonSupport
import Foundation

/// Numbers as people read them. JSON takes full precision instead (`JSONLine`).
package enum NumberText {
  /// A measured value with about four digits that matter: `0.4120`, `12.34`, `1,234`, `3.1e-05`.
  package static func value(_ value: Double) -> String {
    let size = abs(value)
    if !value.isFinite { return "\(value)" }
    if size != 0, size < 0.001 { return String(format: "%.1e", value) }
    if size < 9.99995 { return fixed(value, decimals: 4) }
    if size < 999.995 { return fixed(value, decimals: 2) }
    return size < 1e15 ? Int(value.rounded()).grouped : String(format: "%.3e", value)
  }

  /// A rate per second: `0.42`, `3.1`, `87`, `1,234`.
  package static func rate(_ value: Double) -> String {
    if !value.isFinite { return "\(value)" }
    if value < 0.995 { return fixed(value, decimals: 2) }
    if value < 9.95 { return fixed(value, decimals: 1) }
    return value < 1e15 ? Int(value.rounded()).grouped : String(format: "%.3e", value)
  }

  /// A setting, as short as three digits allow: `0.1`, `0.004`, `0.0923`.
  package static func setting(_ value: Double) -> String {
    String(format: "%.3g", value)
  }

  /// A share of 0...1 in whole percent: `2 %`.
  package static func percent(_ share: Double) -> String {
    share.isFinite ? "\(Int((min(max(share, 0), 1) * 100).rounded())) %" : "\(share) %"
  }

  /// A fixed number of decimals.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }
}
