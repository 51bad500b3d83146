import CommonSupport
import ToolSupport

/// The progress of work on the pictures of a data set, drawn on the standard error.
struct DatasetProgress {
  private let count: Int
  private let line = ProgressLine()
  private var progress: PictureProgress

  init(_ label: String, count: Int) {
    self.count = count
    progress = PictureProgress(label, count: count)
  }

  /// Shows that so many pictures are done.
  mutating func advance(to done: Int) {
    progress.advance(to: done)
    line.update(progress.snapshot)
  }

  /// Ends the line that is drawn: an error's sentence must not follow it.
  func end() { line.finish() }

  /// Says how long all pictures took.
  /// - Parameter name: What the sentence begins with.
  /// - Returns: The time of one.
  @discardableResult
  func finish(_ name: String? = nil) -> Duration {
    let each = progress.duration / max(1, count)
    line.finish(
      "\(name.map { "\($0): " } ?? "")\(count.grouped) pictures in"
        + " \(progress.duration.text) (\(each.text) each)")
    return each
  }
}
