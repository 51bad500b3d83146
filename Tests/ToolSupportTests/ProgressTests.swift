import Testing
import ToolSupport

@Suite struct ProgressTests {
  private var snapshot: ProgressSnapshot {
    var snapshot = ProgressSnapshot(label: "epoch 3/30", step: 120, total: 469)
    snapshot.values = [
      .init(name: "loss", latest: 0.412, average: 0.5301),
      .init(name: "accuracy", latest: 91.5, average: 88.25),
    ]
    snapshot.imagesPerSecond = 1234
    snapshot.waitingShare = 0.02
    snapshot.learningRate = 0.1
    snapshot.remaining = .seconds(252)
    return snapshot
  }

  private let full =
    "epoch 3/30  120/469  loss 0.4120 (0.5301)  accuracy 91.50 (88.25)  1,234 images/s"
    + "  waiting 2 %  lr 0.1  4 min 12 s left"

  @Test func aLineHasEverything() {
    #expect(snapshot.text() == full)
    #expect(ProgressSnapshot(label: "eval", step: 0, total: 5).text() == "eval  0/5")
  }

  @Test func aNarrowTerminalGetsWhatMatters() {
    #expect(snapshot.text(columns: full.count) == full)
    #expect(snapshot.text(columns: full.count - 1) == full.replacing("  lr 0.1", with: ""))
    #expect(
      snapshot.text(columns: 60) == "epoch 3/30  120/469  loss 0.4120 (0.5301)  4 min 12 s left")
    #expect(snapshot.text(columns: 20) == "epoch 3/30  120/469")
    #expect(snapshot.text(columns: 5) == "epoch")
    #expect(snapshot.text(columns: 0) == "")
  }

  @Test func theMeterAverages() throws {
    var meter = ProgressMeter(label: "epoch 1/2", total: 10, stepsAfter: 10)
    #expect(meter.snapshot == ProgressSnapshot(label: "epoch 1/2", step: 0, total: 10))
    meter.record(
      images: 3, duration: .seconds(1), waiting: .seconds(0.5), values: [("loss", 2)],
      learningRate: 0.1)
    meter.record(images: 1, duration: .seconds(3), values: [("loss", 6), ("extra", 1)])
    meter.record(images: 4, duration: .seconds(1), values: [("loss", 1)])
    let snapshot = meter.snapshot
    #expect(snapshot.step == 3)
    #expect(
      snapshot.values == [
        .init(name: "loss", latest: 1, average: 2), .init(name: "extra", latest: 1, average: 1),
      ])
    #expect(snapshot.imagesPerSecond == 8.0 / 5)
    #expect(snapshot.waitingShare == 0.1)
    #expect(snapshot.learningRate == 0.1)
    // 17 steps at the median of a second; the slow one does not count.
    #expect(snapshot.remaining == .seconds(17))
  }

  @Test func speedForgets() {
    var meter = ProgressMeter(label: "x", total: 1000)
    for _ in 0..<50 { meter.record(images: 1, duration: .seconds(100)) }
    for _ in 0..<ProgressMeter.window { meter.record(images: 2, duration: .seconds(1)) }
    #expect(meter.snapshot.imagesPerSecond == 2)
    #expect(meter.snapshot.remaining == .seconds(849))
  }

  /// Resumed in the middle of an epoch.
  @Test func theOldestStepsAreForgottenFirst() {
    var meter = ProgressMeter(label: "x", total: 1000, step: 50)
    for _ in 0..<50 { meter.record(images: 1, duration: .seconds(100)) }
    for _ in 0..<ProgressMeter.window { meter.record(images: 2, duration: .seconds(1)) }
    #expect(meter.snapshot.imagesPerSecond == 2)
  }
}
