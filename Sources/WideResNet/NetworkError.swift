/// A network that does not exist: one sentence that says which value is wrong and what it may be.
public struct NetworkError: Error, CustomStringConvertible, Sendable, Equatable {
  public let description: String

  init(_ description: String) { self.description = description }

  static func check(_ probability: Float, _ name: String) throws {
    guard probability >= 0, probability < 1 else {
      throw NetworkError("\(name) must be at least 0 and less than 1, got \(probability).")
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

extension [Int] {
  /// "3,1,3".
  var commaSeparated: String { map(String.init).joined(separator: ",") }
}
