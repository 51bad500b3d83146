import CommonSupport
import Foundation

/// The round numbers that label an axis.
package struct Ticks: Sendable, Equatable {
  /// Ascending.
  package let values: [Double]
  package let labels: [String]

  /// Multiples of 1, 2 or 5 times a power of ten.
  ///
  /// - Parameters:
  ///   - count: The most intervals that the range is cut into; from 5 on, two ticks are certain.
  ///   - integers: Whether fractions mean nothing, as for epochs.
  /// - Precondition: The range is finite and not empty.
  package static func linear(
    in range: ClosedRange<Double>, atMost count: Int, integers: Bool = false
  ) -> Ticks {
    let raw = span(of: range) / Double(max(count, 1))
    var exponent = Int(floor(log10(raw)))
    var step = 0.0
    // Rounding may leave the power of ten one too low.
    repeat {
      let power = pow(10, Double(exponent))
      step = [1, 2, 5, 10].lazy.map { $0 * power }.first { $0 >= raw * (1 - 1e-9) } ?? 0
      exponent += 1
    } while step == 0
    if integers { step = max(step.rounded(), 1) }
    let first = Int((range.lowerBound / step - 1e-9).rounded(.up))
    let last = Int((range.upperBound / step + 1e-9).rounded(.down))
    // A power of ten below 1 as a divisor gives 0.3 where a factor gives 0.30000000000000004.
    let values = (first..<max(first, last + 1)).map { index in
      step < 1 ? Double(index) / (1 / step).rounded() : Double(index) * step
    }
    let decimals = step >= 1 ? 0 : Int((-log10(step) - 1e-9).rounded(.up))
    return Ticks(values: values, labels: values.map { label($0, decimals: decimals) })
  }

  /// Powers of ten; where they are fewer than three, 2 and 5 times them as well, then all digits.
  ///
  /// - Precondition: The range is positive, finite and not empty.
  package static func logarithmic(in range: ClosedRange<Double>, atMost count: Int) -> Ticks {
    precondition(range.lowerBound > 0, "a logarithmic axis of \(range)")
    let first = Int(floor(log10(range.lowerBound)))
    let last = Int(ceil(log10(range.upperBound)))
    let wide = range.lowerBound * (1 - 1e-9)...range.upperBound * (1 + 1e-9)
    var values: [Double] = []
    for digits in [[1], [1, 2, 5], Array(1...9)] where values.count < 3 {
      values = (first...last).flatMap { exponent in
        digits.map { Double("\($0)e\(exponent)") ?? 0 }
      }.filter(wide.contains)
    }
    guard values.count >= 2 else { return linear(in: range, atMost: count) }
    let step = (values.count + count) / (count + 1)
    values = values.enumerated().filter { $0.offset.isMultiple(of: max(step, 1)) }.map(\.element)
    return Ticks(values: values, labels: values.map(logarithmicLabel))
  }

  private static func span(of range: ClosedRange<Double>) -> Double {
    let span = range.upperBound - range.lowerBound
    precondition(span > 0 && span.isFinite, "an axis of \(range)")
    return span
  }

  private static func label(_ value: Double, decimals: Int) -> String {
    if abs(value) >= 1e7 || decimals > 5 { return String(format: "%.3g", value) }
    if decimals == 0 { return Int(value).grouped }
    return String(format: "%.\(decimals)f", value == 0 ? 0 : value)
  }

  private static func logarithmicLabel(_ value: Double) -> String {
    if value >= 1e5 || value < 0.001 {
      // "1e-4", "2e6".
      let exponent = Int(floor(log10(value * (1 + 1e-9))))
      return "\(Int((value / pow(10, Double(exponent))).rounded()))e\(exponent)"
    }
    return value >= 1 ? Int(value).grouped : String(format: "%g", value)
  }
}
