/// `M = A B` (`+=` if `accumulate`) for one slice and the panels `panels` of 16 output channels: A
/// `[rows, slice.count]` with `aPitch` floats between two rows, B from `TapFilter` with `depth` factors a panel, M `[rows,
/// 16 panels]`. Rows of A and M up to the next multiple of 6 must exist; they hold anything.
package func multiplyTaps(
  _ slice: TapSlice, panels: Range<Int>, rows: Int, _ A: Floats, aPitch: Int, _ B: Floats,
  depth: Int,
  _ M: MutableFloats, accumulate: Bool
) {
  let pitch = 16 * panels.count
  let calls = (rows + 5) / 6
  let aheadStride = (32 + calls - 1) / max(1, calls)
  for panel in panels {
    let b = B + (panel * depth + slice.position) * 16
    // While this panel is used, the next one comes.
    var ahead = b + depth * 16
    for row in stride(from: 0, to: rows, by: 6) {
      multiply6x16(
        slice.count, A + row * aPitch, aPitch, b,
        M + row * pitch + (panel - panels.lowerBound) * 16, pitch, accumulate: accumulate,
        ahead: ahead, aheadStride: aheadStride)
      ahead += slice.count / 2 * aheadStride
    }
  }
}

/// Writes M `[rows.count, pitch]` to the output channels `channels` of the grid's pixels `rows`,
/// finished; the reduction, if there is one, needs all channels.
package func writeTaps(
  _ g: TapGrid, rows: Range<Int>, channels: Range<Int>, _ M: Floats, pitch: Int,
  _ y: MutableFloats, finish: OutputFinish?, reduction: RowReduction
) {
  if let finish {
    write(g, rows, channels, M, pitch, y, FinishingWriter(finish), reduction)
  } else {
    write(g, rows, channels, M, pitch, y, PlainWriter(), reduction)
  }
}

@inline(__always) private func write(
  _ g: TapGrid, _ rows: Range<Int>, _ channels: Range<Int>, _ M: Floats, _ pitch: Int,
  _ y: MutableFloats, _ writer: some OutputWriter, _ reduction: RowReduction
) {
  let K = g.target.channels
  let whole = channels.count / laneWidth * laneWidth
  g.forEachPixel(rows) { row, image, i, j in
    let line = image * g.target.height + g.firstRow + i * g.targetStride
    let offset = (line * g.target.width + g.firstColumn + j * g.targetStride) * K
    for c in stride(from: 0, to: whole, by: laneWidth) {
      let k = channels.lowerBound + c
      writer(load(M, row * pitch + c), y, offset + k, k)
    }
    for c in whole..<channels.count {
      let k = channels.lowerBound + c
      writer(scalar: M[row * pitch + c], y, offset + k, k)
    }
    if !g.isWhole { reduction.add(rows: 1, channels: K, y, offset: offset) }
  }
  if g.isWhole {
    reduction.add(rows: rows.count, channels: K, y, offset: rows.lowerBound * K)
  }
}
