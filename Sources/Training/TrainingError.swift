/// Training that cannot go on or a recipe that cannot be followed: one sentence with what was
/// expected, what was found, and what to do.
public struct TrainingError: Error, CustomStringConvertible, Sendable, Equatable {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// - Throws: ``TrainingError`` with `message` unless `condition`.
func check(_ condition: Bool, _ message: @autoclosure () -> String) throws {
  if !condition { throw TrainingError(message()) }
}
