// The norm of a pooled region without its channels: the square of a weighted sum of cells is the sum
// over pairs of cells of their weights and their inner product. Products of all cells with those near
// them are computed once for a picture; then a bin takes a hundred numbers instead of thousands.

/// The inner products of each cell of a map with the cells at most `reach` rows below it and `reach`
/// columns to either side, `[N * H * W, count]`.
package enum CellProducts {
  static let reach = 6
  private static let columns = 2 * reach + 1
  package static let count = (reach + 1) * columns

  /// Where the product with a cell so many rows below and columns to the right stands.
  @inline(__always) static func place(_ rows: Int, _ columns: Int) -> Int {
    rows * Self.columns + columns + reach
  }

  /// Writes the products of the cells in one row of a picture; those with cells outside it stay as they
  /// are.
  package static func write(
    row: Int, height: Int, width: Int, channels: Int, picture: Floats, to products: MutableFloats
  ) {
    for column in 0..<width {
      let cell = picture + (row * width + column) * channels
      let target = products + (row * width + column) * count
      for dy in 0...min(reach, height - 1 - row) {
        let first = dy == 0 ? 0 : -min(reach, column)
        let last = min(reach, width - 1 - column)
        for dx in stride(from: first, through: last, by: 4) {
          // Where fewer than four are left the last is computed again.
          let others = (0, min(1, last - dx), min(2, last - dx), min(3, last - dx))
          let other = cell + (dy * width + dx) * channels
          let four = dots(
            channels, cell, other, other + others.1 * channels, other + others.2 * channels,
            other + others.3 * channels)
          let own = target + place(dy, dx)
          own[others.0] = four[0]
          own[others.1] = four[1]
          own[others.2] = four[2]
          own[others.3] = four[3]
        }
      }
    }
  }

  @inline(__always) private static func dots(
    _ count: Int, _ x: Floats, _ a: Floats, _ b: Floats, _ c: Floats, _ d: Floats
  ) -> SIMD4<Float> {
    var (sumA, sumB, sumC, sumD) = (Lane(), Lane(), Lane(), Lane())
    var rest = SIMD4<Float>()
    forEachLane(count) { i, width in
      if width == laneWidth {
        let v = load(x, i)
        sumA.addProduct(v, load(a, i))
        sumB.addProduct(v, load(b, i))
        sumC.addProduct(v, load(c, i))
        sumD.addProduct(v, load(d, i))
      } else {
        rest += x[i] * SIMD4(a[i], b[i], c[i], d[i])
      }
    }
    return rest + SIMD4(sumA.sum(), sumB.sum(), sumC.sum(), sumD.sum())
  }
}
