/// Transforms M `[points][tiles][outputPitch]`, with `mStride` floats between two points, back into the
/// outputs `[N, H, W, K]` of `tiles`, finishes them, and adds them to the sums of `reduction`.
package func winogradTransformOutput(
  _ g: WinogradGeometry, tiles: Range<Int>, _ M: Floats, mStride: Int, _ y: MutableFloats,
  finish: OutputFinish?, reduction: RowReduction
) {
  switch g.tile {
  case .two: WinogradF2.transformOutput(g, tiles, M, mStride, y, finish, reduction)
  case .four: WinogradF4.transformOutput(g, tiles, M, mStride, y, finish, reduction)
  case .six: WinogradF6.transformOutput(g, tiles, M, mStride, y, finish, reduction)
  }
}

extension WinogradTransform {
  @inline(__always) fileprivate static func transformOutput(
    _ g: WinogradGeometry, _ tiles: Range<Int>, _ M: Floats, _ mStride: Int, _ y: MutableFloats,
    _ finish: OutputFinish?, _ reduction: RowReduction
  ) {
    if let finish {
      transformOutput(g, tiles, M, mStride, y, FinishingWriter(finish), reduction)
    } else {
      transformOutput(g, tiles, M, mStride, y, PlainWriter(), reduction)
    }
  }

  @inline(__always) private static func transformOutput(
    _ g: WinogradGeometry, _ tiles: Range<Int>, _ M: Floats, _ mStride: Int, _ y: MutableFloats,
    _ write: some OutputWriter, _ reduction: RowReduction
  ) {
    let K = g.outputChannels
    for tile in tiles {
      let (image, top, left) = g.origin(tile)
      let origin = ((image * g.height + top) * g.width + left) * K
      let rows = min(outputs, g.height - top)
      let columns = min(outputs, g.width - left)
      let m = M + (tile - tiles.lowerBound) * g.outputPitch
      if rows == outputs && columns == outputs {
        transformTile(g, m, mStride, y, origin, rows: outputs, columns: outputs, write)
      } else {
        transformTile(g, m, mStride, y, origin, rows: rows, columns: columns, write)
      }
      if case .none = reduction { continue }
      for i in 0..<rows {
        reduction.add(rows: columns, channels: K, y, offset: origin + i * g.width * K)
      }
    }
  }

  /// `A^T M A` of one tile, of which `rows` x `columns` outputs lie in the picture.
  @inline(__always) private static func transformTile(
    _ g: WinogradGeometry, _ M: Floats, _ mStride: Int, _ y: MutableFloats, _ origin: Int,
    rows: Int, columns: Int, _ write: some OutputWriter
  ) {
    let K = g.outputChannels
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: outputs * side) { t in
      for k in stride(from: 0, to: K, by: laneWidth) {
        for j in 0..<side {
          transformOutput({ load(M, ($0 * side + j) * mStride + k) }) { t[$0 * side + j] = $1 }
        }
        for i in 0..<rows {
          let offset = origin + i * g.width * K + k
          transformOutput({ t[i * side + $0] }) { j, output in
            if j < columns { write(output, y, offset + j * K, k) }
          }
        }
      }
    }
  }
}
