import Foundation

/// A data set that cannot be used as it is: one sentence that says what was expected, what was
/// found, where, and what to do.
public struct DatasetError: Error, CustomStringConvertible, Sendable, Equatable {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}

extension DatasetError {
  /// The system call on `path` that just failed; reads `errno`.
  static func system(_ action: String, _ path: String, _ code: Int32 = errno) -> DatasetError {
    DatasetError("cannot \(action) '\(path)': \(String(cString: strerror(code)).lowercased()).")
  }
}
