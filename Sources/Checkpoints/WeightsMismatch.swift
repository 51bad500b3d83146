import TensorCore

/// Weights of another network: every key that does not fit.
public struct WeightsMismatch: Error, CustomStringConvertible, Sendable {
  public let path: String
  /// Parameters of the network that the file does not hold.
  public internal(set) var missing: [String] = []
  /// Tensors of the file that the network does not have.
  public internal(set) var unused: [String] = []
  public internal(set) var misshaped: [(name: String, expected: Shape, found: Shape)] = []

  init(path: String) { self.path = path }

  var isEmpty: Bool { missing.isEmpty && unused.isEmpty && misshaped.isEmpty }

  public var description: String {
    var parts: [String] = []
    if !missing.isEmpty { parts.append("it lacks \(Self.list(missing))") }
    if !unused.isEmpty { parts.append("the network has no \(Self.list(unused))") }
    if !misshaped.isEmpty {
      parts.append(
        Self.list(misshaped.map { "\($0.name) is \($0.found), expected \($0.expected)" }))
    }
    return "'\(path)' holds weights of another network: \(parts.joined(separator: "; "))."
  }

  /// All of them if a few, else the first and how many more.
  private static func list(_ items: [String]) -> String {
    let shown = items.count <= 12 ? items : Array(items.prefix(10))
    let rest = items.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
