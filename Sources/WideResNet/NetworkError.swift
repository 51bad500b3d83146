/// A network that does not exist: one sentence that says which value is wrong and what it may be.
public struct NetworkError: Error, CustomStringConvertible, Sendable, Equatable {
  public let description: String

  init(_ description: String) { self.description = description }

  static func check(dropout: Float) throws {
    guard dropout >= 0, dropout < 1 else {
      throw NetworkError("dropout must be at least 0 and less than 1, got \(dropout).")
    }
  }

  static func check(classes: Int) throws {
    guard (1...1_000_000).contains(classes) else {
      throw NetworkError("a classifier needs 1 to 1,000,000 classes, got \(classes).")
    }
  }
}

extension Double {
  /// "2" and "1.5".
  var shortDescription: String { Int(exactly: self).map(String.init) ?? String(self) }
}
