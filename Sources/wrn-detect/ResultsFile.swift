import Datasets
import ToolSupport

/// The file of `eval` and `propose` for what is found in many pictures, which is worth having even
/// if not all of them could be looked at.
struct ResultsFile {
  let path: String
  /// The pictures there are.
  let total: Int

  /// Writes what was found in `done` pictures: in all, or in those until Ctrl-C. From then on Ctrl-C
  /// ends the program at once.
  ///
  /// - Throws: `ToolInterrupted` if Ctrl-C left some out, errors of the file.
  func write(_ found: [COCODetection], of done: Int) throws {
    if done > 0 || total == 0 { try COCODetection.write(found, to: path) }
    guard Interruption.isRequested, done < total else { return Interruption.uninstall() }
    throw ToolInterrupted(
      done == 0
        ? "stopped before the first picture was done."
        : "stopped after \(done) of \(total) pictures; their results are in '\(path)'.")
  }

  /// Writes what was found before an error, which is the one to report, and says of how many
  /// pictures it is. Without any, the file stays as it was.
  func save(_ found: [COCODetection], of done: Int) {
    guard done > 0 else { return }
    do {
      try COCODetection.write(found, to: path)
      StandardError.print("note: '\(path)' has the results of \(done) of \(total) pictures.")
    } catch {
      StandardError.print("error: \(error)")
    }
  }
}
