import ToolSupport

/// The progress of work on the pictures of a data set one by one, on the standard error.
struct DatasetProgress {
  private let count: Int
  private let line = ProgressLine()
  private var meter: ProgressMeter
  private let start: ContinuousClock.Instant
  private var latest: ContinuousClock.Instant

  init(_ label: String, count: Int) {
    self.count = count
    meter = ProgressMeter(label: label, total: count)
    start = ContinuousClock.now
    latest = start
  }

  /// Shows that one more picture is done.
  mutating func advance() {
    let now = ContinuousClock.now
    meter.record(images: 1, duration: now - latest)
    latest = now
    line.update(meter.snapshot)
  }

  /// Ends the line that is drawn: an error's sentence must not follow it.
  func end() { line.finish() }

  /// Says how long all pictures took.
  /// - Parameter name: What the sentence begins with.
  /// - Returns: The time of one.
  @discardableResult
  func finish(_ name: String? = nil) -> Duration {
    let time = latest - start
    line.finish(
      "\(name.map { "\($0): " } ?? "")\(NumberText.grouped(count)) pictures in \(time.text)"
        + " (\((time / count).text) each)")
    return time / count
  }
}
