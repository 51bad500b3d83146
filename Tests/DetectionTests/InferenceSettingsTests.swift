import Detection
import Testing

@Suite struct InferenceSettingsTests {
  private func problem(_ change: (inout InferenceSettings) -> Void) -> String? {
    var settings = InferenceSettings()
    change(&settings)
    return settings.problem(for: Synthetic.categories)
  }

  @Test func defaultsAreUsable() {
    #expect(problem { _ in } == nil)
    #expect(
      problem {
        $0.scales = [ImageSizing(shortSide: 600, longSide: 1000)]
        $0.flip = true
        $0.classThresholds = ["red": 0.3, "blue": 1]
        $0.firstOverlap = 1
      } == nil)
  }

  @Test func problemsGetASentence() {
    let size = ImageSizing(shortSide: 600, longSide: 1000)
    #expect(
      problem { $0.scales = [size, ImageSizing(shortSide: 5, longSide: 1000)] }
        == "'scales[1].shortSide' must be in 32...4096, got 5")
    #expect(
      problem { $0.scales = [ImageSizing(shortSide: 600, longSide: 10_000)] }
        == "'scales[0].longSide' must be in 32...8192, got 10000")
    #expect(
      problem { $0.scales = [size, size] } == "'size' and 'scales' must be different sizes")
    #expect(problem { $0.scales = [$0.size] } == "'size' and 'scales' must be different sizes")
    #expect(problem { $0.firstLimit = 0 } == "'firstLimit' must be in 1...100000, got 0")
    #expect(
      problem { $0.firstOverlap = -0.5 } == "'firstOverlap' must be in 0...1, got -0.5")
    #expect(
      problem { $0.classThresholds = ["blue": 0.5, "red": 3] }
        == "'classThresholds.red' must be in 0...1, got 3.0")
    #expect(
      problem { $0.classThresholds = ["blue": .nan] }
        == "'classThresholds.blue' must be in 0...1, got nan")
    #expect(
      problem { $0.classThresholds = ["rde": 0.5, "red": 0.5] }
        == "'classThresholds' names 'rde', which is no class of the detector")
  }
}
