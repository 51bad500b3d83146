import Datasets
import ToolSupport

/// Looks once at all pictures of a data set, with progress on the standard error. What was found is
/// kept in a file, even if an error or Ctrl-C ends the work.
struct DatasetPass {
  /// What was found so far, by each way to look at the pictures.
  private(set) var found: [[COCODetection]]
  /// The pictures that were looked at.
  private(set) var done = 0

  private let total: Int
  private var progress: DatasetProgress
  /// For what the last way finds.
  private let file: ResultsFile?

  /// - Parameter path: The file for what the last of the ways finds. With one, Ctrl-C no longer ends
  ///   the program: what looks at the pictures ends at `Interruption.isRequested`.
  init(_ label: String, pictures total: Int, ways: Int = 1, results path: String?) {
    self.total = total
    found = Array(repeating: [], count: ways)
    progress = DatasetProgress(label, count: total)
    file = path.map { ResultsFile(path: $0, total: total) }
    if file != nil { Interruption.install() }
  }

  /// Adds what each way found in the next pictures; `done` are finished with them.
  mutating func add(_ new: [[COCODetection]], done: Int) {
    for (way, new) in new.enumerated() { found[way] += new }
    self.done = done
    progress.advance(to: done)
  }

  /// Looks at the pictures by `look`, which adds what it finds.
  ///
  /// - Parameter name: What the sentence about the time begins with.
  /// - Returns: The time of one picture.
  /// - Throws: `ToolInterrupted` after Ctrl-C with a file, errors of `look` and of the file.
  @discardableResult
  mutating func run(_ name: String? = nil, _ look: (inout DatasetPass) throws -> Void) throws
    -> Duration
  {
    do {
      try look(&self)
    } catch {
      progress.end()
      file?.save(found.last ?? [], of: done)
      throw error
    }
    let time = done == total ? progress.finish(name) : .zero
    progress.end()
    try file?.write(found.last ?? [], of: done)
    return time
  }
}
