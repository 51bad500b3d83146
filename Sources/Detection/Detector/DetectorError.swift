/// A detector that cannot be built as described.
public struct DetectorError: Error, CustomStringConvertible, Sendable {
  public let description: String

  init(_ description: String) { self.description = description }
}
