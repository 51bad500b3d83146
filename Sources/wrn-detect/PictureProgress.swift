import ToolSupport

/// How far work on pictures is that are done one by one or a few at a time.
struct PictureProgress {
  private var meter: ProgressMeter
  private var done = 0
  private var waiting = Duration.zero
  private let start = ContinuousClock.now
  private var latest: ContinuousClock.Instant

  init(_ label: String, count: Int) {
    meter = ProgressMeter(label: label, total: count)
    latest = start
  }

  /// Up to the last picture that is done.
  var duration: Duration { latest - start }

  var snapshot: ProgressSnapshot { meter.snapshot }

  /// The time since the last pictures were done was spent waiting for the next.
  mutating func endWaiting() { waiting = ContinuousClock.now - latest }

  /// Counts the pictures up to number `done`.
  mutating func advance(to done: Int) {
    let (now, count) = (ContinuousClock.now, max(1, done - self.done))
    for _ in self.done..<max(done, self.done) {
      meter.record(images: 1, duration: (now - latest) / count, waiting: waiting / count)
    }
    (self.done, latest, waiting) = (done, now, .zero)
  }
}
