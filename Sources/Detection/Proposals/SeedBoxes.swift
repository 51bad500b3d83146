/// AttractioNet's seed boxes: a grid of 25 sizes and shapes over the picture
/// (`AttractioNet_create_seed_boxes.m`), in pixels of the original picture.
///
/// What differs from the original: coordinates are continuous, so a box `w` pixels wide covers `w` of
/// them, not `w + 1`, and starts at 0 ... `W - w`, one place more; a limit below the sum of the
/// paper's shares (about 1,800) buys fractions of them, where there were no boxes at all; and a
/// picture that no size fits gets the box around it, where the original fails.
public struct SeedBoxes: Sendable, Hashable {
  /// The largest number of boxes: 10,000 in the paper.
  public let limit: Int

  public init(limit: Int = 10_000) { self.limit = limit }

  /// The 25 sizes, width and height in pixels.
  private static let sizes: [(width: Double, height: Double)] =
    [(16, 16)]
    + [32, 50, 72, 96, 128, 192, 256, 384].flatMap { (s: Double) in
      [(s, s / 2), (s / 2, s), (s, s)]
    }

  /// The seed boxes of a picture of `width x height` pixels, at most `limit`, largest first.
  ///
  /// Larger sizes are never crowded out by smaller ones.
  public func boxes(width: Int, height: Int) -> [Box] {
    guard limit > 0 else { return [] }
    // In Double, as the paper's code: strides such as 3.2 divide many sizes, and the last box counts.
    let (width, height) = (Double(width), Double(height))
    let kept = Self.sizes.filter { $0.width < width && $0.height < height }
    var result: [Box] = []
    if kept.count < Self.sizes.count {
      result.append(Box(x0: 0, y0: 0, x1: Float(width), y1: Float(height)))
    }
    guard let maxWidth = kept.map(\.width).max(), let maxHeight = kept.map(\.height).max() else {
      return result
    }
    let shares = kept.map { clipped(maxWidth / $0.width) * clipped(maxHeight / $0.height) }
    let total = shares.reduce(0, +)
    var grids: [Grid] = []
    for (size, share) in zip(kept, shares) {
      // The paper's whole number of boxes per share would be none below a limit of about 1,800.
      let quota = limit >= total ? share * (limit / total) : share * limit / total
      grids.append(Grid(size, width: width, height: height).fitted(to: quota))
    }
    spendRemainder(&grids, limit - result.count)
    for grid in grids.reversed() { result += grid.boxes }
    return Array(result.prefix(limit))
  }

  /// Three passes, largest size first: a denser grid wherever its extra boxes still fit.
  private func spendRemainder(_ grids: inout [Grid], _ limit: Int) {
    var remainder = limit - grids.reduce(0) { $0 + $1.count }
    for _ in 0..<3 {
      for i in grids.indices.reversed() {
        for alpha in [0.75, 0.8, 0.85, 0.9, 0.95, 1] {
          let denser = grids[i].with(strideScaledBy: alpha)
          let extra = denser.count - grids[i].count
          guard extra < remainder else { continue }
          grids[i] = denser
          remainder -= extra
          break
        }
      }
    }
  }

  private func clipped(_ ratio: Double) -> Int { min(max(Int(ratio), 1), 24) }
}

/// Boxes of one size on a centred grid.
private struct Grid {
  let boxWidth, boxHeight: Double
  let freeWidth, freeHeight: Double
  var strideX, strideY: Double

  init(_ size: (width: Double, height: Double), width: Double, height: Double) {
    (boxWidth, boxHeight) = size
    (freeWidth, freeHeight) = (width - boxWidth, height - boxHeight)
    (strideX, strideY) = (max(4, boxWidth / 8), max(4, boxHeight / 8))
  }

  var columns: Int { Self.steps(of: strideX, in: freeWidth) + 1 }
  var rows: Int { Self.steps(of: strideY, in: freeHeight) + 1 }
  var count: Int { columns * rows }

  /// Whole strides in `length`; as MATLAB's ranges, 49.999999999 are 50.
  private static func steps(of stride: Double, in length: Double) -> Int {
    Int(length / stride + 1e-9)
  }

  /// The place to 1/1024 of a pixel, which sums and mirror images keep to the last digit.
  private static func snapped(_ place: Double) -> Float { Float((place * 1024).rounded() / 1024) }

  /// The grid with strides widened by 2 pixels until at most `quota` boxes are left, or one.
  func fitted(to quota: Int) -> Grid {
    var grid = self
    while grid.count > max(quota, 1) {
      grid.strideX += 2
      grid.strideY += 2
    }
    return grid
  }

  func with(strideScaledBy factor: Double) -> Grid {
    var grid = self
    grid.strideX *= factor
    grid.strideY *= factor
    return grid
  }

  var boxes: [Box] {
    let left = max(0, freeWidth - Double(columns - 1) * strideX) / 2
    let top = max(0, freeHeight - Double(rows - 1) * strideY) / 2
    return (0..<rows).flatMap { row in
      (0..<columns).map { column in
        Box(
          x: Self.snapped(left + Double(column) * strideX),
          y: Self.snapped(top + Double(row) * strideY),
          width: Float(boxWidth), height: Float(boxHeight))
      }
    }
  }
}
