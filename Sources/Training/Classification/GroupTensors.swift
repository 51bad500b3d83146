import TensorCore

/// What can be read from the names and shapes of the tensors of one group of blocks.
struct GroupTensors {
  /// The convolutions' shapes by block, from 0, and by number, from 1.
  private var convolutions: [Int: [Int: Shape]] = [:]
  /// The blocks that have a projection.
  private(set) var projected: Set<Int> = []

  /// - Parameters:
  ///   - name: The group's, such as `layer1`.
  ///   - projection: The name of a block's projection.
  ///   - shapes: Those of the whole network's tensors.
  init(_ name: String, projection: String, in shapes: [String: Shape]) {
    for (key, shape) in shapes where key.hasPrefix("\(name).") {
      let path = key.dropFirst(name.count + 1).split(separator: ".")
      guard path.count > 2, let block = Self.number(path[0], from: 0) else { continue }
      if path[1] == projection { projected.insert(block) }
      if path[2] == "weight", path[1].hasPrefix("conv"),
        let number = Self.number(path[1].dropFirst(4), from: 1)
      {
        convolutions[block, default: [:]][number] = shape
      }
    }
  }

  /// A number in a name; nil if it is larger than any network has.
  private static func number(_ text: Substring, from first: Int) -> Int? {
    Int(text).flatMap { (first..<1000).contains($0) ? $0 : nil }
  }

  /// The number of blocks up to the last that has a convolution.
  var count: Int { (convolutions.keys.max() ?? -1) + 1 }

  /// How many convolutions each block has, up to the last.
  var lengths: [Int] { convolutions.values.compactMap { $0.keys.max() } }

  /// The shapes of all convolutions of this number that are filters, `[out, in, height, width]`.
  func filters(_ number: Int) -> [Shape] {
    convolutions.values.compactMap { $0[number] }.filter { $0.rank == 4 && $0.count > 0 }
  }

  /// The channels between a block's convolutions, which the first two make and the second reads.
  var channels: Int? {
    let (first, second) = (filters(1), filters(2))
    return (first.map { $0[0] } + second.flatMap { [$0[0], $0[1]] }).mostCommon
  }
}
