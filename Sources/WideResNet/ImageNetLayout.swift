/// The sizes of the 18- and 34-layer networks for ImageNet.
struct ImageNetLayout {
  /// Channels of the first convolution, which is not widened.
  static let stem = 64

  let blocksPerGroup: [Int]
  /// Channels of the four groups.
  let channels: [Int]

  /// - Throws: ``NetworkError`` unless the depth is 18 or 34 and the width positive.
  init(depth: Int, width: Double) throws {
    switch depth {
    case 18: blocksPerGroup = [2, 2, 2, 2]
    case 34: blocksPerGroup = [3, 4, 6, 3]
    default: throw NetworkError("depth must be 18 or 34 for ImageNet networks, got \(depth).")
    }
    channels = try widened([64, 128, 256, 512], by: width)
  }

  /// The number of weights with biases and batch norm's gamma and beta, as papers count them.
  func weightCount(classes: Int) -> Double {
    var total = Double(49 * 3 * Self.stem + 2 * Self.stem)
    var inputs = Double(Self.stem)
    for (blocks, outputs) in zip(blocksPerGroup, channels.map(Double.init)) {
      let projection = inputs == outputs ? 0 : inputs * outputs + 2 * outputs
      total += 9 * inputs * outputs + 9 * outputs * outputs + 4 * outputs + projection
      total += Double(blocks - 1) * (18 * outputs * outputs + 4 * outputs)
      inputs = outputs
    }
    return total + (inputs + 1) * Double(classes)
  }
}
