// The gradient of a 3x3 filter as F(3x3, 4x4): a 3x3 result from 6x6 inputs and 4x4 output
// gradients, summed over tiles while still transformed: dU[p] += V[p]^T D[p]. The tiles are those of F(4x4, 3x3).

/// Transforms the output gradients of `tiles` into D `[36][panels][capacity][16]`, the first tile at
/// row `first`, with `stride` floats between two points.
package func winogradTransformGradient(
  _ g: WinogradGeometry, tiles: Range<Int>, _ gradient: Floats, first: Int, capacity: Int,
  stride dStride: Int, _ D: MutableFloats
) {
  for tile in tiles {
    let (image, top, left) = g.origin(tile)
    let origin = gradient + ((image * g.height + top) * g.width + left) * g.outputChannels
    let rows = min(4, g.height - top)
    let columns = min(4, g.width - left)
    let target = D + (first + tile - tiles.lowerBound) * 16
    if rows == 4 && columns == 4 {
      transformTile(g, origin, rows: 4, columns: 4, target, dStride, capacity)
    } else {
      transformTile(g, origin, rows: rows, columns: columns, target, dStride, capacity)
    }
  }
}

/// `G g G^T` of one tile, of which `rows` x `columns` gradients lie in the picture; the others are 0.
@inline(__always) private func transformTile(
  _ g: WinogradGeometry, _ source: Floats, rows: Int, columns: Int, _ target: MutableFloats,
  _ dStride: Int, _ capacity: Int
) {
  let K = g.outputChannels
  withUnsafeTemporaryAllocation(of: Lane.self, capacity: 24) { t in
    for k in stride(from: 0, to: g.paddedOutputChannels, by: laneWidth) {
      @inline(__always) func gradient(_ i: Int, _ j: Int) -> Lane {
        i < rows && j < columns && k < K ? load(source, (i * g.width + j) * K + k) : Lane()
      }
      for j in 0..<4 {
        WinogradF4.transformGradient({ gradient($0, j) }) { t[$0 * 4 + j] = $1 }
      }
      let d = target + k / 16 * capacity * 16 + k % 16
      for i in 0..<6 {
        WinogradF4.transformGradient({ t[i * 4 + $0] }) { store(d, (i * 6 + $0) * dStride, $1) }
      }
    }
  }
}

/// `dU[p] += V[p]^T D[p]` (`=` unless `accumulate`) over `tiles` tiles for one point and the panels
/// `panels` of 16 output channels: V `[36][C / 8][capacity][8]`, D `[36][panels][capacity][16]`, with
/// `vStride` and `dStride` floats between two points, dU `[36][C][16 panels]`.
package func winogradAccumulateFilter(
  _ g: WinogradGeometry, point: Int, panels: Range<Int>, tiles: Int, capacity: Int, _ V: Floats,
  vStride: Int, _ D: Floats, dStride: Int, into dU: MutableFloats, accumulate: Bool
) {
  let (C, K) = (g.inputChannels, g.paddedOutputChannels)
  for panel in panels {
    let b = D + point * dStride + panel * capacity * 16
    for c in stride(from: 0, to: C, by: 8) {
      let a = V + point * vStride + c * capacity
      let target = dU + point * g.filterStride + c * K + panel * 16
      multiplyTransposed4x16(tiles, a, b, target, K, accumulate: accumulate)
      multiplyTransposed4x16(tiles, a + 4, b, target + 4 * K, K, accumulate: accumulate)
    }
  }
}

/// Transforms dU back and adds it to the filter gradient `[3, 3, C, K]`, for the input channels
/// `channels`.
package func winogradTransformFilterGradient(
  _ g: WinogradGeometry, channels: Range<Int>, _ dU: Floats, into gradient: MutableFloats
) {
  let (C, K) = (g.inputChannels, g.outputChannels)
  let pointStride = g.filterStride
  withUnsafeTemporaryAllocation(of: Lane.self, capacity: 18) { t in
    for c in channels {
      for k in stride(from: 0, to: K, by: laneWidth) {
        let m = dU + c * g.paddedOutputChannels + k
        for j in 0..<6 {
          WinogradF4.transformTaps({ load(m, ($0 * 6 + j) * pointStride) }) { t[$0 * 6 + j] = $1 }
        }
        for i in 0..<3 {
          let d = gradient + (i * 3 * C + c) * K + k
          WinogradF4.transformTaps({ t[i * 6 + $0] }) {
            store(d, $0 * C * K, load(d, $0 * C * K) + $1)
          }
        }
      }
    }
  }
}
