/// Transforms M `[36][tiles][outputPitch]`, with `mStride` floats between two points, back into the
/// outputs `[N, H, W, K]` of `tiles`, finishes them, and adds them to the sums of `reduction`.
package func winogradTransformOutput(
  _ g: WinogradGeometry, tiles: Range<Int>, _ M: Floats, mStride: Int, _ y: MutableFloats,
  finish: OutputFinish?, reduction: RowReduction
) {
  if let finish {
    transformOutput(g, tiles: tiles, M, mStride, y, FinishingWriter(finish), reduction)
  } else {
    transformOutput(g, tiles: tiles, M, mStride, y, PlainWriter(), reduction)
  }
}

@inline(__always) private func transformOutput(
  _ g: WinogradGeometry, tiles: Range<Int>, _ M: Floats, _ mStride: Int, _ y: MutableFloats,
  _ write: some OutputWriter, _ reduction: RowReduction
) {
  let K = g.outputChannels
  for tile in tiles {
    let (image, top, left) = g.origin(tile)
    let origin = ((image * g.height + top) * g.width + left) * K
    let rows = min(4, g.height - top)
    let columns = min(4, g.width - left)
    let m = M + (tile - tiles.lowerBound) * g.outputPitch
    if rows == 4 && columns == 4 {
      transformTile(g, m, mStride, y, origin, rows: 4, columns: 4, write)
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
@inline(__always) private func transformTile(
  _ g: WinogradGeometry, _ M: Floats, _ mStride: Int, _ y: MutableFloats, _ origin: Int, rows: Int,
  columns: Int, _ write: some OutputWriter
) {
  let K = g.outputChannels
  withUnsafeTemporaryAllocation(of: Lane.self, capacity: 24) { t in
    for k in stride(from: 0, to: K, by: laneWidth) {
      let m = M + k
      for j in 0..<6 {
        (t[j], t[6 + j], t[12 + j], t[18 + j]) = outputTransform(
          load(m, j * mStride), load(m, (6 + j) * mStride), load(m, (12 + j) * mStride),
          load(m, (18 + j) * mStride), load(m, (24 + j) * mStride), load(m, (30 + j) * mStride))
      }
      for i in 0..<rows {
        let o = outputTransform(
          t[i * 6], t[i * 6 + 1], t[i * 6 + 2], t[i * 6 + 3], t[i * 6 + 4], t[i * 6 + 5])
        let offset = origin + i * g.width * K + k
        write(o.0, y, offset, k)
        if columns > 1 { write(o.1, y, offset + K, k) }
        if columns > 2 { write(o.2, y, offset + 2 * K, k) }
        if columns > 3 { write(o.3, y, offset + 3 * K, k) }
      }
    }
  }
}
