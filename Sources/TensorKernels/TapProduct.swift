/// `M = A B + addend` for one slice and the panels `panels` of 16 output channels: A `[rows,
/// slice.count]` with `aPitch` floats between two rows, B from `TapFilter` with `depth` factors a panel,
/// M and the addend, perhaps M itself, `[rows, 16 panels]` with `pitch` floats between two rows.
package func multiplyTaps(
  _ slice: TapSlice, panels: Range<Int>, rows: Int, _ A: Floats, aPitch: Int, _ B: Floats,
  depth: Int, _ M: MutableFloats, pitch: Int, addend: Floats?, upcoming: inout UpcomingMemory
) {
  let calls = (rows + 5) / 6
  let aheadStride = (32 + calls - 1) / max(1, calls)
  upcoming.spread(over: max(1, calls * panels.count))
  for panel in panels {
    let b = B + (panel * depth + slice.position) * 16
    // While this panel is used, the next one comes.
    var ahead = b + depth * 16
    for row in stride(from: 0, to: rows, by: 6) {
      let offset = row * pitch + (panel - panels.lowerBound) * 16
      upcoming.request()
      multiply6x16(
        slice.count, rows: min(6, rows - row), A + row * aPitch, aPitch, b, M + offset, pitch,
        addend: addend.map { $0 + offset }, ahead: ahead, aheadStride: aheadStride)
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
  @inline(__always) func write(_ row: Int, to offset: Int) {
    forEachLane(channels.count) { c, width in
      let k = channels.lowerBound + c
      if width == laneWidth {
        writer(load(M, row * pitch + c), y, offset + k, k)
      } else {
        writer(scalar: M[row * pitch + c], y, offset + k, k)
      }
    }
  }
  if g.isWhole {
    for row in 0..<rows.count { write(row, to: (rows.lowerBound + row) * K) }
    reduction.add(rows: rows.count, channels: K, y, offset: rows.lowerBound * K)
  } else {
    g.forEachPixel(rows) { row, image, i, j in
      let line = image * g.target.height + g.firstRow + i * g.targetStride
      let offset = (line * g.target.width + g.firstColumn + j * g.targetStride) * K
      write(row, to: offset)
      reduction.add(rows: 1, channels: K, y, offset: offset)
    }
  }
}
