import Foundation

/// A weights file or a run that cannot be used: one sentence that says what was expected, what was
/// found, where, and what to do.
public struct CheckpointError: Error, CustomStringConvertible, Sendable, Equatable {
  public let description: String

  public init(_ description: String) { self.description = description }

  /// The system call on `path` that just failed; reads `errno`.
  static func system(_ action: String, _ path: String, _ code: Int32 = errno) -> CheckpointError {
    CheckpointError("cannot \(action) '\(path)': \(String(cString: strerror(code)).lowercased()).")
  }
}
