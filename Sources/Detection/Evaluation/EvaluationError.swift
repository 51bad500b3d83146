/// Results that do not belong to the ground truth: one sentence that says which and what to do.
public struct EvaluationError: Error, CustomStringConvertible, Sendable, Equatable {
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
