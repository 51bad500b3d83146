import Imaging
import Testing

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0...100, 6, ["0", "20", "40", "60", "80", "100"]),
    (0...21.5, 6, ["0", "5", "10", "15", "20"]),
    (0...0.31, 6, ["0.0", "0.1", "0.2", "0.3"]),
    (-0.25...0.25, 5, ["-0.2", "-0.1", "0.0", "0.1", "0.2"]),
    (0.002...0.011, 5, ["0.002", "0.004", "0.006", "0.008", "0.010"]),
    (1_000...9_000, 4, ["2,000", "4,000", "6,000", "8,000"]),
    (3.99...4.01, 4, ["3.990", "3.995", "4.000", "4.005", "4.010"]),
  ])
  func linear(range: ClosedRange<Double>, count: Int, labels: [String]) {
    #expect(Ticks.linear(in: range, atMost: count).labels == labels)
  }

  @Test(arguments: [
    (0.0...1, ["0", "1"]), (0...5, ["0", "1", "2", "3", "4", "5"]),
    (0...200, ["0", "50", "100", "150", "200"]),
  ])
  func epochsAreWhole(range: ClosedRange<Double>, labels: [String]) {
    #expect(Ticks.linear(in: range, atMost: 5, integers: true).labels == labels)
  }

  @Test(arguments: [
    (0.001...10.0, 6, ["0.001", "0.01", "0.1", "1", "10"]),
    (0.9...60, 8, ["1", "2", "5", "10", "20", "50"]),
    (3...8, 6, ["3", "4", "5", "6", "7", "8"]),
    (1e-6...1e6, 6, ["1e-6", "1e-4", "0.01", "1", "100", "10,000", "1e6"]),
    (1.01...1.08, 4, ["1.02", "1.04", "1.06", "1.08"]),
  ])
  func logarithmic(range: ClosedRange<Double>, count: Int, labels: [String]) {
    #expect(Ticks.logarithmic(in: range, atMost: count).labels == labels)
  }

  /// Whatever the range: in it, ascending, told apart, and as many as asked for.
  @Test func anyRange() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let magnitude = Double.random(in: -9...9, using: &generator)
      let low = Double.random(in: -1...1, using: &generator) * magnitude.power
      let range = low...low + Double.random(in: 0.01...1, using: &generator) * magnitude.power
      let count = Int.random(in: 5...10, using: &generator)
      let ticks = Ticks.linear(in: range, atMost: count)
      let room = (range.upperBound - range.lowerBound) * 1e-6
      #expect(ticks.values.allSatisfy { $0 >= low - room && $0 <= range.upperBound + room })
      #expect(ticks.values == ticks.values.sorted() && ticks.values.count <= count + 1)
      #expect(ticks.values.count >= 2 && Set(ticks.values).count == ticks.values.count)
      #expect(ticks.labels.count == ticks.values.count, "\(range)")
    }
  }
}

extension Double {
  /// Ten to this power.
  fileprivate var power: Double { Double("1e\(Int(rounded()))") ?? 1 }
}
