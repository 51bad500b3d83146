import Foundation

/// Where results go, and nothing else.
package enum StandardOutput {
  /// Prints one line, at once.
  ///
  /// - Throws: `OutputClosed` when the reader has gone, `ToolError` when the line cannot be
  ///   written.
  package static func print(_ line: String) throws {
    // What `Swift.print` has buffered was printed first.
    fflush(nil)
    try check(writeAll(line + "\n", to: STDOUT_FILENO))
  }

  /// Prints a value as one line of JSON. See `JSONLine`.
  package static func print(json value: some Encodable) throws {
    try print(JSONLine.text(of: value))
  }

  static func check(_ failure: Int32) throws {
    switch failure {
    case 0: return
    case EPIPE: throw OutputClosed()
    default:
      throw ToolError("cannot write to the standard output: \(String(cString: strerror(failure))).")
    }
  }
}
