/// The sizes of WRN-d-k for 32x32 pictures.
struct CIFARLayout {
  /// Channels of the first convolution, which is not widened.
  static let stem = 16

  let blocksPerGroup: Int
  /// Channels of the three groups.
  let channels: [Int]

  /// - Throws: ``NetworkError`` unless the depth is 6n+4 and the width positive.
  init(depth: Int, width: Double) throws {
    guard depth >= 10, depth % 6 == 4 else {
      throw NetworkError("depth must be 6n+4 (10, 16, 22, 28, 34, 40, ...), got \(depth).")
    }
    blocksPerGroup = (depth - 4) / 6
    channels = try widened([16, 32, 64], by: width)
  }

  /// The number of weights with biases and batch norm's gamma and beta, as papers count them.
  func weightCount(classes: Int) -> Double {
    var total = 27.0 * Double(Self.stem)
    var inputs = Double(Self.stem)
    for outputs in channels.map(Double.init) {
      let projection = inputs == outputs ? 0 : inputs * outputs
      total += 2 * inputs + 9 * inputs * outputs + 2 * outputs + 9 * outputs * outputs + projection
      total += Double(blocksPerGroup - 1) * (4 * outputs + 18 * outputs * outputs)
      inputs = outputs
    }
    return total + 2 * inputs + (inputs + 1) * Double(classes)
  }
}

/// Channel numbers times the width factor, rounded down as in the authors' `int(v * width)`.
func widened(_ channels: [Int], by width: Double) throws -> [Int] {
  let products = channels.map { Double($0) * width }
  guard let least = products.min(), least >= 1, products.allSatisfy({ $0 < 1e6 }) else {
    throw NetworkError(
      "width must be a positive factor such as 1, 1.5, 2 or 10 that leaves at least one channel,"
        + " got \(width.shortDescription).")
  }
  return products.map { Int($0) }
}
