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

  /// Refuses a network that no memory holds; asked before anything is built.
  /// - Parameter advice: What to take instead.
  package static func check(
    weights count: Double, of network: String, advice: String = "a smaller width or depth"
  ) throws {
    // 40 GB with gradients and momentum.
    guard count < 3.5e9 else {
      throw NetworkError("\(network) has more than 3.5 billion weights; take \(advice).")
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
