/// Thrown when whoever read the standard output has gone, as in `... --json | head -1`.
///
/// Not a failure: `runTool` exits quietly with `ExitStatus.done`.
package struct OutputClosed: Error, CustomStringConvertible, Sendable, Equatable {
  package let description = "the reader of the standard output has closed it."

  package init() {}
}
