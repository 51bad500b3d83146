/// Adds to the bins from `output` `factor` times a convolution of one pooled region, given what each tap of
/// the filter makes of the whole map: features `[N, H, W, size, size, K]` for an odd filter of `size x size`
/// whose padding keeps the bins' number. The geometry's channels are all of these, its bins K apart.
///
/// The taps of a bin look at its neighbours, and those at cells of the map. Both are sums along rows and
/// columns, so that the rows of a line of bins are summed up first, for each column of cells that any bin
/// reads, and the columns then from the cache.
package func addConvolvedRoIAlign(
  _ g: RoIGeometry, _ roi: RoI, _ features: Floats, size: Int, factor: Float,
  into output: MutableFloats
) {
  let picture = features + Int(roi.image) * g.pictureCount
  let K = g.binStride
  let line = size * K
  withAxisTaps(g, roi) { rows, columns in
    withFilterTaps(rows, bins: g.outputHeight, size: size, tapStride: line) { rows in
      withDistinctCells(columns, bins: g.outputWidth, pitch: line) { columns, cells in
        withFilterTaps(columns, bins: g.outputWidth, size: size, tapStride: K) { columns in
          withUnsafeTemporaryAllocation(of: Float.self, capacity: cells.count * line) { sums in
            guard let sums = sums.baseAddress else { return }
            for i in 0..<g.outputHeight {
              sumRows(rows.bin(i), cells, picture, count: line, into: sums)
              for j in 0..<g.outputWidth {
                let target = output + (i * g.outputWidth + j) * K
                addColumns(columns.bin(j), Floats(sums), count: K, factor: factor, to: target)
              }
            }
          }
        }
      }
    }
  }
}

private typealias Taps = (taps: UnsafePointer<Tap>, count: Int)

/// The sum of a line of bins' rows in each cell of `cells`.
@inline(__always) private func sumRows(
  _ rows: Taps, _ cells: UnsafeBufferPointer<Tap>, _ picture: Floats, count: Int,
  into sums: MutableFloats
) {
  for (n, cell) in cells.enumerated() {
    var sink = StoringSink(target: sums + n * count)
    withUnsafePointer(to: cell) {
      weightedSum(
        count, BinTaps(rows: rows.taps, columns: $0, rowCount: rows.count, columnCount: 1),
        picture, &sink)
    }
  }
}

@inline(__always) private func addColumns(
  _ columns: Taps, _ sums: Floats, count: Int, factor: Float, to target: MutableFloats
) {
  var sink = AddingSink(target: target, factor: factor)
  withUnsafePointer(to: Tap(offset: 0, weight: 1)) {
    weightedSum(
      count, BinTaps(rows: $0, columns: columns.taps, rowCount: 1, columnCount: columns.count),
      sums, &sink)
  }
}

/// Calls `body` with what the filter reads along one axis for each bin: the taps of the bin and its
/// neighbours, those of the filter's tap `t` from `t * tapStride` on.
@inline(__always) private func withFilterTaps(
  _ axis: AxisTaps, bins: Int, size: Int, tapStride: Int, _ body: (AxisTaps) -> Void
) {
  let perBin = size * axis.perBin
  withUnsafeTemporaryAllocation(of: Tap.self, capacity: bins * perBin) { taps in
    withUnsafeTemporaryAllocation(of: Int.self, capacity: bins) { counts in
      guard let taps = taps.baseAddress, let counts = counts.baseAddress else { return }
      for bin in 0..<bins {
        var count = 0
        for tap in 0..<size where (0..<bins).contains(bin + tap - size / 2) {
          let (own, ownCount) = axis.bin(bin + tap - size / 2)
          for n in 0..<ownCount {
            taps[bin * perBin + count] = Tap(
              offset: own[n].offset + tap * tapStride, weight: own[n].weight)
            count += 1
          }
        }
        counts[bin] = count
      }
      body(AxisTaps(taps: taps, counts: counts, perBin: perBin))
    }
  }
}

/// Calls `body` with the different cells of an axis, and its taps with offsets into these, `pitch` apart.
@inline(__always) private func withDistinctCells(
  _ axis: AxisTaps, bins: Int, pitch: Int,
  _ body: (AxisTaps, _ cells: UnsafeBufferPointer<Tap>) -> Void
) {
  let capacity = bins * axis.perBin
  withUnsafeTemporaryAllocation(of: Tap.self, capacity: 2 * capacity) { memory in
    guard let taps = memory.baseAddress else { return }
    let cells = taps + capacity
    var count = 0
    for bin in 0..<bins {
      let (own, ownCount) = axis.bin(bin)
      for n in 0..<ownCount {
        // Found from the end, where it is one of the last: bins are in order.
        var place = count - 1
        while place >= 0, cells[place].offset != own[n].offset { place -= 1 }
        if place < 0 {
          place = count
          cells[count] = Tap(offset: own[n].offset, weight: 1)
          count += 1
        }
        taps[bin * axis.perBin + n] = Tap(offset: place * pitch, weight: own[n].weight)
      }
    }
    body(
      AxisTaps(taps: taps, counts: axis.counts, perBin: axis.perBin),
      UnsafeBufferPointer(start: cells, count: count))
  }
}
