import Imaging
import Testing

@Suite struct AxisScaleTests {
  private func scale(
    _ values: [Double], _ axis: LineChart.Axis = .init("loss", scale: .automatic),
    levels: [Double] = []
  ) -> AxisScale {
    AxisScale(up: axis, values, levels: levels)
  }

  @Test func theStartOfALongTrainingIsCutOff() {
    let values: [Double] = [60, 40, 30] + stride(from: 12.0, to: 4, by: -0.08)
    let scale = scale(values, .init("error", limits: 0...100))
    #expect(!scale.isLogarithmic && scale.range.lowerBound <= 4)
    #expect((12.0..<25).contains(scale.range.upperBound), "\(scale.range)")
  }

  @Test func aShortTrainingIsShownWhole() {
    let scale = scale([50, 34, 29, 20], .init("error", limits: 0...100))
    #expect(scale.range.lowerBound == 0 && (50.0...55).contains(scale.range.upperBound))
  }

  @Test func oneAbsurdValueDoesNotHideTheOthers() {
    let scale = scale([9e9, 2.3, 2.2, 2.1, 1.9])
    #expect(!scale.isLogarithmic && scale.range.upperBound < 3)
  }

  @Test func wideRangesAreLogarithmic() {
    let values = stride(from: 1.0, to: 0, by: -0.025).map { (share: Double) in 2 * share * share }
    let scale = scale(values)
    #expect(scale.isLogarithmic)
    #expect(scale.range.lowerBound > 0 && scale.range.upperBound >= 2)
    #expect(abs(scale.place(of: scale.range.lowerBound)) < 1e-9)
    #expect(abs(scale.place(of: scale.range.upperBound) - 1) < 1e-9)
    #expect(scale.place(of: 0).isNaN && scale.place(of: -1).isNaN)
  }

  @Test(arguments: [
    [], [.nan], [0], [3.5], [2, 2, 2, 2], [-1, .infinity], [0, 0, 1e-300], [1e300],
  ])
  func anythingGivesAnAxis(values: [Double]) {
    for axis in [LineChart.Axis("a", scale: .automatic), .init("b", limits: 0...100)] {
      for scale in [scale(values, axis), AxisScale(along: axis, values)] {
        let (low, high) = (scale.range.lowerBound, scale.range.upperBound)
        #expect(low.isFinite && high.isFinite && low < high, "\(values)")
      }
    }
  }

  @Test func levelsAreSeen() {
    #expect(scale([6, 7, 8], levels: [4.17]).range.contains(4.17))
  }
}
