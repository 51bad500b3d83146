import Foundation

/// A file or folder that cannot be where it should be.
package struct PlaceError: Error, CustomStringConvertible, Sendable, Equatable {
  /// One sentence.
  package let description: String

  package init(_ description: String) {
    self.description = description
  }

  /// - Parameter code: The `errno` of making the folder.
  package init(makingFolder path: String, _ code: Int32) {
    let reason =
      code == EEXIST ? "a file has that name" : String(cString: strerror(code)).lowercased()
    self.init("cannot make the folder '\(path)': \(reason).")
  }
}
