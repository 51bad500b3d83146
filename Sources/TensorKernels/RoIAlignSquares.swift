/// The sum of the squares of one pooled region, which nobody keeps: from the map's `CellProducts`, or
/// where a bin's cells lie too far apart for those, from the map.
package func roiAlignSquares(
  _ g: RoIGeometry, _ roi: RoI, _ features: Floats, products: Floats
) -> Float {
  let cells = g.withChannels(1)
  let pictureProducts = products + Int(roi.image) * cells.pictureCount * CellProducts.count
  var squares: Float = 0
  var isWithinReach = true
  forEachBin(cells, roi) { _, taps in
    if taps.isWithin(CellProducts.reach, width: g.width) {
      squares += taps.squares(pictureProducts, width: g.width)
    } else {
      isWithinReach = false
    }
  }
  // Rounding must not make a sum of squares negative.
  return isWithinReach ? max(0, squares) : roiAlignSquares(g, roi, features)
}

private func roiAlignSquares(_ g: RoIGeometry, _ roi: RoI, _ features: Floats) -> Float {
  let picture = features + Int(roi.image) * g.pictureCount
  var squares: Float = 0
  forEachBin(g, roi) { _, taps in
    var sink = SquaringSink()
    weightedSum(g.channels, taps, picture, &sink)
    squares += sink.sum
  }
  return squares
}

/// Of a map of one channel, where offsets count cells.
extension BinTaps {
  /// Whether rows and columns are in order, the last at most `reach` cells after the first.
  @inline(__always) func isWithin(_ reach: Int, width: Int) -> Bool {
    guard rowCount > 0 && columnCount > 0 else { return true }
    let height = rows[rowCount - 1].offset - rows[0].offset
    return (0...reach * width).contains(height)
      && (0...reach).contains(columns[columnCount - 1].offset - columns[0].offset)
  }

  /// The square of the bin, from products of cells that are within reach.
  @inline(__always) func squares(_ products: Floats, width: Int) -> Float {
    var sum: Float = 0
    for i in 0..<rowCount {
      for k in i..<rowCount {
        let below = (rows[k].offset - rows[i].offset) / width
        for j in 0..<columnCount {
          let cell = rows[i].offset + columns[j].offset
          let own =
            products + cell * CellProducts.count
            + CellProducts.place(below, -columns[j].offset)
          var pairs: Float = 0
          for l in (k == i ? j : 0)..<columnCount {
            let share: Float = k == i && l == j ? 1 : 2
            pairs.addProduct(share * columns[l].weight, own[columns[l].offset])
          }
          sum.addProduct(rows[i].weight * rows[k].weight * columns[j].weight, pairs)
        }
      }
    }
    return sum
  }
}

private struct SquaringSink: BinSink {
  private var lanes = Lane()
  private var rest: Float = 0
  var sum: Float { lanes.sum() + rest }

  @inline(__always) mutating func callAsFunction(_ value: Lane, _ c: Int) {
    lanes.addProduct(value, value)
  }

  @inline(__always) mutating func callAsFunction(scalar value: Float, _ c: Int) {
    rest.addProduct(value, value)
  }
}
