import CPrefetch

/// Adds the product windows^T gradient over `rows` pixels to the gradient of a filter `[depth,
/// channels]`, for the factors of one slice and the panels `panels` of 16 output channels: windows
/// `[rows, slice.count]` with `pitch` floats between two rows, gradients `[rows, channels]`. `edge` is
/// room for `rows` times 16 floats.
package func addFilterProduct(
  _ slice: TapSlice, panels: Range<Int>, channels: Int, rows: Int, _ windows: Floats, pitch: Int,
  _ gradients: Floats, edge: MutableFloats, into total: MutableFloats,
  upcoming: inout UpcomingMemory
) {
  let tiles = (slice.count + 5) / 6
  upcoming.spread(over: max(1, tiles * panels.count))
  withUnsafeTemporaryAllocation(of: Float.self, capacity: 96) { cut in
    guard let cut = cut.baseAddress else { return }
    for panel in panels {
      let width = min(16, channels - panel * 16)
      if width < 16 { copyEdge(rows, gradients + panel * 16, channels, width, edge) }
      let (b, ldb) = width < 16 ? (Floats(edge), 16) : (gradients + panel * 16, channels)
      for c in stride(from: 0, to: slice.count, by: 6) {
        // Where the tile is cut, its last columns repeat the last factor and are dropped.
        @inline(__always) func column(_ i: Int) -> Floats { windows + min(c + i, slice.count - 1) }
        let a = (column(0), column(1), column(2), column(3), column(4), column(5))
        let target = total + (slice.position + c) * channels + panel * 16
        let height = min(6, slice.count - c)
        upcoming.request()
        if height == 6 && width == 16 {
          addTransposed6x16(rows, a, pitch, b, ldb, target, channels)
        } else {
          cut.update(repeating: 0, count: 96)
          addTransposed6x16(rows, a, pitch, b, ldb, cut, 16)
          for i in 0..<height {
            for k in 0..<width { target[i * channels + k] += cut[i * 16 + k] }
          }
        }
      }
    }
  }
}

/// Copies rows of fewer than 16 channels, filled up with zeros.
private func copyEdge(
  _ rows: Int, _ source: Floats, _ pitch: Int, _ width: Int, _ edge: MutableFloats
) {
  for row in 0..<rows {
    for k in 0..<16 { edge[row * 16 + k] = k < width ? source[row * pitch + k] : 0 }
  }
}

/// 6 rows x 16 columns of `C += A^T B` over `k` samples, `lda` and `ldb` floats apart; `a` are six
/// columns of A.
@inline(__always) private func addTransposed6x16(
  _ k: Int, _ a: (Floats, Floats, Floats, Floats, Floats, Floats), _ lda: Int, _ b: Floats,
  _ ldb: Int, _ c: MutableFloats, _ ldc: Int
) {
  for i in 0..<6 { prefetch_line(c + i * ldc) }
  var (c00, c01, c10, c11) = (Lane(), Lane(), Lane(), Lane())
  var (c20, c21, c30, c31) = (Lane(), Lane(), Lane(), Lane())
  var (c40, c41, c50, c51) = (Lane(), Lane(), Lane(), Lane())
  var (row, bp) = (0, b)
  for _ in 0..<k {
    let b0 = load(bp, 0)
    let b1 = load(bp, 8)
    var x = Lane(repeating: a.0[row])
    c00.addProduct(x, b0)
    c01.addProduct(x, b1)
    x = Lane(repeating: a.1[row])
    c10.addProduct(x, b0)
    c11.addProduct(x, b1)
    x = Lane(repeating: a.2[row])
    c20.addProduct(x, b0)
    c21.addProduct(x, b1)
    x = Lane(repeating: a.3[row])
    c30.addProduct(x, b0)
    c31.addProduct(x, b1)
    x = Lane(repeating: a.4[row])
    c40.addProduct(x, b0)
    c41.addProduct(x, b1)
    x = Lane(repeating: a.5[row])
    c50.addProduct(x, b0)
    c51.addProduct(x, b1)
    row += lda
    bp += ldb
  }
  @inline(__always) func add(_ row: Int, _ left: Lane, _ right: Lane) {
    store(c, row * ldc, load(c, row * ldc) + left)
    store(c, row * ldc + 8, load(c, row * ldc + 8) + right)
  }
  add(0, c00, c01)
  add(1, c10, c11)
  add(2, c20, c21)
  add(3, c30, c31)
  add(4, c40, c41)
  add(5, c50, c51)
}
