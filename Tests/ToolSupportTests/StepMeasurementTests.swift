import Testing
import ToolSupport

@Suite struct StepMeasurementTests {
  @Test func timesEachStep() {
    var calls = 0
    let measurement = StepMeasurement(steps: 4) { calls += 1 }
    #expect(calls == 4 && measurement.seconds.count == 4)
    let sorted = measurement.seconds.sorted()
    #expect(measurement.median == (sorted[1] + sorted[2]) / 2)
    #expect(measurement.processorSeconds >= 0 && measurement.utilization(threads: 2) >= 0)
  }

  @Test func anErrorEndsTheSteps() {
    var calls = 0
    #expect(throws: ToolError("no")) {
      _ = try StepMeasurement(steps: 4) {
        calls += 1
        throw ToolError("no")
      }
    }
    #expect(calls == 1)
  }

  @Test func peakMemoryGrowsWithUse() {
    let before = StepMeasurement.peakResidentBytes
    let bytes = [UInt8](repeating: 1, count: before + (64 << 20))
    #expect(StepMeasurement.peakResidentBytes >= bytes.count)
    #expect(before > 0)
  }
}
