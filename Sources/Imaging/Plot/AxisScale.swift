import Foundation

/// What an axis shows, from its values.
package struct AxisScale: Sendable, Equatable {
  package let range: ClosedRange<Double>
  package let isLogarithmic: Bool

  init(_ range: ClosedRange<Double>, isLogarithmic: Bool = false) {
    self.range = range
    self.isLogarithmic = isLogarithmic
  }

  /// Along the values of the lines: as far as they go, from 0 if that is near.
  package init(along axis: LineChart.Axis, _ values: [Double]) {
    let finite = values.filter(Self.isUsable)
    let low = finite.min() ?? 0
    let high = finite.max() ?? 1
    let start = low > 0 && low <= high / 2 ? 0 : low
    self.init(axis.range ?? Self.notEmpty(start, high))
  }

  /// Up the values of the lines: the interesting ones, with some room.
  ///
  /// - Parameter levels: Values that must be seen too.
  package init(up axis: LineChart.Axis, _ values: [Double], levels: [Double]) {
    if let range = axis.range {
      self.init(range, isLogarithmic: axis.scale == .logarithmic && range.lowerBound > 0)
      return
    }
    let finite = values.filter(Self.isUsable).sorted()
    let shown = (Self.withoutOutliers(finite) + levels.filter(Self.isUsable)).sorted()
    let positive = shown.first { $0 > 0 }
    let isWide = (shown.last ?? 0) > 100 * (positive ?? .infinity)
    if axis.scale == .logarithmic || axis.scale == .automatic && isWide, let positive {
      // What is far off on a linear axis need not be on this one.
      let exponents = finite.filter { $0 > 0 }.map(log10)
      let high = max(Self.withoutOutliers(exponents).last ?? 0, log10(shown.last ?? positive))
      let low = log10(positive)
      let room = max((high - low) * 0.05, 0.05)
      self.init(pow(10, low - room)...pow(10, high + room), isLogarithmic: true)
      return
    }
    var (low, high) = (shown.first ?? 0, shown.last ?? 1)
    if low >= 0 && low < high * 0.5 { low = 0 }
    let room = (high - low) * 0.06
    let range = Self.notEmpty(low == 0 ? 0 : low - room, high + room)
    self.init(axis.limits.map { Self.notEmpty(range.clamped(to: $0)) } ?? range)
  }

  /// The place of a value: 0 at the start of the axis, 1 at its end; not finite if it has none.
  package func place(of value: Double) -> Double {
    guard isLogarithmic else {
      return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
    guard value > 0 else { return .nan }
    return log10(value / range.lowerBound) / log10(range.upperBound / range.lowerBound)
  }

  func ticks(atMost count: Int, integers: Bool) -> Ticks {
    isLogarithmic
      ? .logarithmic(in: range, atMost: count)
      : .linear(in: range, atMost: count, integers: integers)
  }

  /// Whether differences and quotients of such values stay finite.
  private static func isUsable(_ value: Double) -> Bool {
    value == 0 || (1e-100...1e100).contains(abs(value))
  }

  /// Ascending values without a highest tenth that is far above the others: the start of a training
  /// would press all that follows to the bottom.
  private static func withoutOutliers(_ values: [Double]) -> [Double] {
    guard values.count >= 4, let low = values.first, let high = values.last else { return values }
    let kept = values.count - max(values.count / 10, 1)
    let usual = values[kept - 1] - low
    // Few values are all of interest, unless one is absurd.
    let factor = values.count < 20 ? 20.0 : 3
    guard high - low > factor * usual, usual > 0 else { return values }
    return values.filter { $0 <= low + 1.5 * usual }
  }

  private static func notEmpty(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    notEmpty(range.lowerBound, range.upperBound)
  }

  private static func notEmpty(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let room = max(abs(low), abs(high)) * 1e-9
    if high - low > room { return low...high }
    let margin = low == 0 ? 1 : abs(low) / 10
    return low - margin...low + margin
  }
}
