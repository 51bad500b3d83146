/// Thrown by a command that has stopped because the user asked it to, after saving its work.
///
/// `runTool` prints the note as it is and exits with `ExitStatus.interrupted`.
package struct ToolInterrupted: Error, CustomStringConvertible, Sendable, Equatable {
  /// What was saved and how to go on; empty prints nothing.
  package let description: String

  package init(_ description: String = "") {
    self.description = description
  }
}
