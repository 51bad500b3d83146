/// A row or column of the features as an offset in floats, and its weight.
struct Tap {
  var offset: Int
  var weight: Float
}

/// The cells a bin reads: those where its rows and columns cross.
struct BinTaps {
  let rows, columns: UnsafePointer<Tap>
  let rowCount, columnCount: Int

  @inline(__always) func forEach(_ body: (_ offset: Int, _ weight: Float) -> Void) {
    for i in 0..<rowCount {
      for j in 0..<columnCount {
        body(rows[i].offset + columns[j].offset, rows[i].weight * columns[j].weight)
      }
    }
  }
}

/// The taps of each bin of one axis.
struct AxisTaps {
  let taps: UnsafePointer<Tap>
  let counts: UnsafePointer<Int>
  /// Room for each bin's taps.
  let perBin: Int

  @inline(__always) func bin(_ i: Int) -> (taps: UnsafePointer<Tap>, count: Int) {
    (taps + i * perBin, counts[i])
  }
}

/// Calls `body` for each bin of a region with its taps, whose weights include the mean over samples.
@inline(__always) func forEachBin(
  _ g: RoIGeometry, _ roi: RoI, _ body: (_ bin: Int, _ taps: BinTaps) -> Void
) {
  withAxisTaps(g, roi) { rows, columns in
    for i in 0..<g.outputHeight {
      let (rowTaps, rowCount) = rows.bin(i)
      for j in 0..<g.outputWidth {
        let (columnTaps, columnCount) = columns.bin(j)
        body(
          i * g.outputWidth + j,
          BinTaps(
            rows: rowTaps, columns: columnTaps, rowCount: rowCount, columnCount: columnCount))
      }
    }
  }
}

/// Calls `body` with the taps of both axes of a region.
@inline(__always) func withAxisTaps(
  _ g: RoIGeometry, _ roi: RoI, _ body: (_ rows: AxisTaps, _ columns: AxisTaps) -> Void
) {
  let perBin = 2 * g.samples
  let axes = g.outputHeight + g.outputWidth
  withUnsafeTemporaryAllocation(of: Tap.self, capacity: axes * perBin) { taps in
    withUnsafeTemporaryAllocation(of: Int.self, capacity: axes) { counts in
      guard let rows = taps.baseAddress, let rowCounts = counts.baseAddress else { return }
      let columns = rows + g.outputHeight * perBin
      let columnCounts = rowCounts + g.outputHeight
      axisTaps(
        from: roi.y0, to: roi.y1, g, bins: g.outputHeight, cells: g.height,
        stride: g.width * g.channels, rows, rowCounts)
      axisTaps(
        from: roi.x0, to: roi.x1, g, bins: g.outputWidth, cells: g.width, stride: g.channels,
        columns, columnCounts)
      body(
        AxisTaps(taps: rows, counts: rowCounts, perBin: perBin),
        AxisTaps(taps: columns, counts: columnCounts, perBin: perBin))
    }
  }
}

/// The cells that the samples of each bin of one axis read, and their weights: `counts[i]` taps of
/// bin `i` from `taps[i * 2 * samples]`.
private func axisTaps(
  from start: Float, to end: Float, _ g: RoIGeometry, bins: Int, cells: Int, stride: Int,
  _ taps: UnsafeMutablePointer<Tap>, _ counts: UnsafeMutablePointer<Int>
) {
  let origin = start * g.scale - 0.5
  let step = (end - start) * g.scale / Float(bins * g.samples)
  let share = 1 / Float(g.samples)
  for bin in 0..<bins {
    let own = taps + bin * 2 * g.samples
    var count = 0
    func add(_ cell: Int, _ weight: Float) {
      let offset = cell * stride
      for i in 0..<count where own[i].offset == offset {
        own[i].weight += weight
        return
      }
      own[count] = Tap(offset: offset, weight: weight)
      count += 1
    }
    for sample in 0..<g.samples {
      let x = origin + (Float(bin * g.samples + sample) + 0.5) * step
      guard x >= -1, x <= Float(cells) else { continue }
      let clamped = min(max(x, 0), Float(cells - 1))
      let low = Int(clamped)
      let fraction = clamped - Float(low)
      add(low, share * (1 - fraction))
      if fraction > 0 { add(low + 1, share * fraction) }
    }
    counts[bin] = count
  }
}
