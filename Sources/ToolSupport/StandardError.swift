import Foundation

/// Where everything for people goes: progress, notes, errors.
package enum StandardError {
  /// Prints one line. A closed standard error is nobody's problem and is ignored.
  package static func print(_ line: String) {
    write(line + "\n")
  }

  /// Writes text as it is, without a line break.
  package static func write(_ text: String) {
    _ = writeAll(text, to: STDERR_FILENO)
  }
}
