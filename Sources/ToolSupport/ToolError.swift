/// Something the user can put right: a file, a flag, a picture.
///
/// `description` is one plain sentence: what was expected, what was found, where, what to do next.
package struct ToolError: Error, CustomStringConvertible, Sendable, Equatable {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
