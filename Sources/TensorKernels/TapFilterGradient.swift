import CPrefetch

// The gradient of a filter is a product over pixels, dW = windows^T gradient. Both are packed first,
// windows `[depth / 8][capacity][8]` and gradients `[panels][capacity][16]`, so that the product reads
// them from end to end.

/// Packs `count` gathered rows of `depth` floats, `pitch` apart, to the windows from row `first` on;
/// `pitch` is a multiple of 8.
package func packWindows(
  depth: Int, count: Int, _ rows: Floats, pitch: Int, first: Int, capacity: Int,
  _ packed: MutableFloats
) {
  for c in stride(from: 0, to: depth, by: laneWidth) {
    let target = packed + (c / laneWidth * capacity + first) * laneWidth
    for row in 0..<count { store(target, row * laneWidth, load(rows, row * pitch + c)) }
  }
}

/// Packs `count` rows of `channels` gradients to row `first` and on, padded with zeros.
package func packGradients(
  channels: Int, count: Int, _ rows: Floats, first: Int, capacity: Int, _ packed: MutableFloats
) {
  for k in stride(from: 0, to: channels, by: 16) {
    let target = packed + (k / 16 * capacity + first) * 16
    for row in 0..<count {
      let (source, target) = (rows + row * channels + k, target + row * 16)
      if k + 16 <= channels {
        store(target, 0, load(source, 0))
        store(target, 8, load(source, 8))
      } else {
        for i in 0..<16 { target[i] = k + i < channels ? source[i] : 0 }
      }
    }
  }
}

/// Rows of packed windows and gradients that stay in the first-level cache.
private let rowsPerProduct = 256

/// Adds windows^T gradient over `rows` packed rows to the filter gradient `[depth, channels]`, for the
/// factors `factors` and one panel of 16 output channels.
package func addFilterProduct(
  factors: Range<Int>, panel: Int, depth: Int, channels: Int, rows: Int, capacity: Int,
  _ windows: Floats, _ gradients: Floats, into total: MutableFloats
) {
  let width = min(16, channels - panel * 16)
  withUnsafeTemporaryAllocation(of: Float.self, capacity: 96) { edge in
    for first in stride(from: 0, to: rows, by: rowsPerProduct) {
      let count = min(rowsPerProduct, rows - first)
      let b = gradients + (panel * capacity + first) * 16
      for c in stride(from: factors.lowerBound, to: factors.upperBound, by: 6) {
        // Where the tile is cut, its last columns repeat the last factor and are dropped.
        @inline(__always) func column(_ i: Int) -> Floats {
          let c = min(c + i, depth - 1)
          return windows + (c / laneWidth * capacity + first) * laneWidth + c % laneWidth
        }
        let a = (column(0), column(1), column(2), column(3), column(4), column(5))
        let target = total + c * channels + panel * 16
        let height = min(6, factors.upperBound - c)
        if height == 6 && width == 16 {
          addTransposed6x16(count, a, b, target, channels)
        } else if let edge = edge.baseAddress {
          edge.update(repeating: 0, count: 96)
          addTransposed6x16(count, a, b, edge, 16)
          for i in 0..<height {
            for k in 0..<width { target[i * channels + k] += edge[i * 16 + k] }
          }
        }
      }
    }
  }
}

/// 6 rows x 16 columns of `C += A^T B` over `k` samples: six columns of A whose values are eight floats
/// apart, B packed `[k][16]`.
@inline(__always) private func addTransposed6x16(
  _ k: Int, _ a: (Floats, Floats, Floats, Floats, Floats, Floats), _ b: Floats,
  _ c: MutableFloats, _ ldc: Int
) {
  for i in 0..<6 { prefetch_line(c + i * ldc) }
  var (c00, c01, c10, c11) = (Lane(), Lane(), Lane(), Lane())
  var (c20, c21, c30, c31) = (Lane(), Lane(), Lane(), Lane())
  var (c40, c41, c50, c51) = (Lane(), Lane(), Lane(), Lane())
  var bp = b
  for i in 0..<k {
    let b0 = load(bp, 0)
    let b1 = load(bp, 8)
    var x = Lane(repeating: a.0[i * 8])
    c00.addProduct(x, b0)
    c01.addProduct(x, b1)
    x = Lane(repeating: a.1[i * 8])
    c10.addProduct(x, b0)
    c11.addProduct(x, b1)
    x = Lane(repeating: a.2[i * 8])
    c20.addProduct(x, b0)
    c21.addProduct(x, b1)
    x = Lane(repeating: a.3[i * 8])
    c30.addProduct(x, b0)
    c31.addProduct(x, b1)
    x = Lane(repeating: a.4[i * 8])
    c40.addProduct(x, b0)
    c41.addProduct(x, b1)
    x = Lane(repeating: a.5[i * 8])
    c50.addProduct(x, b0)
    c51.addProduct(x, b1)
    bp += 16
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
