import TensorCore

/// Weights of another network: every key that does not fit.
public struct WeightsMismatch: Error, CustomStringConvertible, Sendable {
  public let path: String
  /// What the network is called; nil if nobody said.
  public let network: String?
  /// Parameters of the network that the file does not hold.
  public internal(set) var missing: [String] = []
  /// Tensors of the file that the network does not have.
  public internal(set) var unused: [String] = []
  public internal(set) var misshaped: [(name: String, expected: Shape, found: Shape)] = []

  init(path: String, network: String?) {
    self.path = path
    self.network = network
  }

  var isEmpty: Bool { missing.isEmpty && unused.isEmpty && misshaped.isEmpty }

  /// A sentence; below it all keys, in the lines that PyTorch's `load_state_dict` has for them.
  public var description: String {
    let problem = network.map { "does not fit \($0)" } ?? "holds weights of another network"
    return (["'\(path)' \(problem): \(counts)."] + lines).joined(separator: "\n  ")
  }

  private var counts: String {
    [(missing.count, "missing"), (unused.count, "unused"), (misshaped.count, "mis-shaped")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private var lines: [String] {
    var lines: [String] = []
    if !missing.isEmpty { lines.append("it lacks \(missing.joined(separator: ", "))") }
    if !unused.isEmpty { lines.append("the network has no \(unused.joined(separator: ", "))") }
    return lines + misshaped.map { "\($0.name) is \($0.found), expected \($0.expected)" }
  }
}
