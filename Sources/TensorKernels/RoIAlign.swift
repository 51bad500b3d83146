// RoIAlign as torchvision's `roi_align(aligned=True)`: each bin is the mean of samples x samples
// bilinear samples; samples more than a pixel outside the features count as zero, others are
// clamped to the border.
//
// The samples are a grid, so a bin's weights are the product of a few weights per axis, and samples
// that share cells share them: a bin smaller than two cells reads four to nine cells, not sixteen.

/// Pools one region into the bins from `output`.
package func roiAlign(_ g: RoIGeometry, _ roi: RoI, _ features: Floats, _ output: MutableFloats) {
  let picture = features + Int(roi.image) * g.pictureCount
  forEachBin(g, roi) { bin, taps in
    var sink = StoringSink(target: output + bin * g.binStride)
    weightedSum(g.channels, taps, picture, &sink)
  }
}

/// Adds `factor` times one region to the bins from `output`.
package func addRoIAlign(
  _ g: RoIGeometry, _ roi: RoI, _ features: Floats, factor: Float, into output: MutableFloats
) {
  let picture = features + Int(roi.image) * g.pictureCount
  forEachBin(g, roi) { bin, taps in
    var sink = AddingSink(target: output + bin * g.binStride, factor: factor)
    weightedSum(g.channels, taps, picture, &sink)
  }
}

/// The sum of the squares of one pooled region, which nobody keeps.
package func roiAlignSquares(_ g: RoIGeometry, _ roi: RoI, _ features: Floats) -> Float {
  let picture = features + Int(roi.image) * g.pictureCount
  var squares: Float = 0
  forEachBin(g, roi) { _, taps in
    var sink = SquaringSink()
    weightedSum(g.channels, taps, picture, &sink)
    squares += sink.sum
  }
  return squares
}

/// Adds the gradients of all `count` regions to the features' gradient, for the channels `channels`
/// only, so that callers can split the work by channel without two of them writing the same place.
///
/// `rescaling` is that of pooled regions on which `rescaleRegion` was called.
package func roiAlignBackward(
  _ g: RoIGeometry, rois: UnsafePointer<RoI>, count: Int, channels: Range<Int>, gradient: Floats,
  rescaling: RoIRescaling?, into features: MutableFloats
) {
  for r in 0..<count {
    let picture = features + Int(rois[r].image) * g.pictureCount + channels.lowerBound
    let factors = rescaling?.factors(of: r)
    forEachBin(g, rois[r]) { bin, taps in
      let place = r * g.regionStride + bin * g.binStride + channels.lowerBound
      // Two lanes at a time share the work of finding a tap.
      var c = 0
      while c + 2 * laneWidth <= channels.count {
        let first = rescaledLane(gradient, rescaling, factors, place + c)
        let second = rescaledLane(gradient, rescaling, factors, place + c + laneWidth)
        taps.forEach { offset, weight in
          let (target, weights) = (picture + offset + c, Lane(repeating: weight))
          store(target, 0, load(target).addingProduct(first, weights))
          store(target, laneWidth, load(target, laneWidth).addingProduct(second, weights))
        }
        c += 2 * laneWidth
      }
      forEachLane(channels.count - c) { i, width in
        if width == laneWidth {
          let slope = rescaledLane(gradient, rescaling, factors, place + c + i)
          taps.forEach { offset, weight in
            let target = picture + offset + c + i
            store(target, 0, load(target).addingProduct(slope, Lane(repeating: weight)))
          }
        } else {
          let slope = rescaled(gradient, rescaling, factors, place + c + i)
          taps.forEach { offset, weight in
            picture[offset + c + i] = picture[offset + c + i].addingProduct(slope, weight)
          }
        }
      }
    }
  }
}

/// A row or column of the features as an offset in floats, and its weight.
private struct Tap {
  var offset: Int
  var weight: Float
}

/// The cells a bin reads: those where its rows and columns cross.
private struct BinTaps {
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

/// What becomes of a bin's values. Kernels are generic over it, so that storing costs no question.
private protocol BinSink {
  mutating func callAsFunction(_ value: Lane, _ c: Int)
  mutating func callAsFunction(scalar value: Float, _ c: Int)
}

private struct StoringSink: BinSink {
  let target: MutableFloats

  @inline(__always) func callAsFunction(_ value: Lane, _ c: Int) { store(target, c, value) }
  @inline(__always) func callAsFunction(scalar value: Float, _ c: Int) { target[c] = value }
}

private struct AddingSink: BinSink {
  let target: MutableFloats
  let factor: Float

  @inline(__always) func callAsFunction(_ value: Lane, _ c: Int) {
    store(target, c, load(target, c).adding(factor, value))
  }

  @inline(__always) func callAsFunction(scalar value: Float, _ c: Int) {
    target[c].addProduct(factor, value)
  }
}

private struct SquaringSink: BinSink {
  private var lanes = Lane()
  private var rest: Float = 0
  var sum: Float { lanes.sum() + rest }

  @inline(__always) mutating func callAsFunction(_ value: Lane, _ c: Int) {
    lanes.addProduct(value, value)
  }

  @inline(__always) mutating func callAsFunction(scalar value: Float, _ c: Int) {
    rest.addProduct(value, value)
  }
}

/// Gives the sink `sum of weight * source[offset]` for `count` channels, 32 at a time: four sums in
/// flight hide the latency of a multiply-add.
@inline(__always) private func weightedSum(
  _ count: Int, _ taps: BinTaps, _ source: Floats, _ sink: inout some BinSink
) {
  var c = 0
  while c + 4 * laneWidth <= count {
    var (s0, s1, s2, s3) = (Lane(), Lane(), Lane(), Lane())
    taps.forEach { offset, weight in
      let weights = Lane(repeating: weight)
      let cell = source + offset + c
      s0.addProduct(load(cell), weights)
      s1.addProduct(load(cell, laneWidth), weights)
      s2.addProduct(load(cell, 2 * laneWidth), weights)
      s3.addProduct(load(cell, 3 * laneWidth), weights)
    }
    sink(s0, c)
    sink(s1, c + laneWidth)
    sink(s2, c + 2 * laneWidth)
    sink(s3, c + 3 * laneWidth)
    c += 4 * laneWidth
  }
  forEachLane(count - c) { i, width in
    if width == laneWidth {
      var sum = Lane()
      taps.forEach { offset, weight in
        sum.addProduct(load(source, offset + c + i), Lane(repeating: weight))
      }
      sink(sum, c + i)
    } else {
      var sum: Float = 0
      taps.forEach { offset, weight in sum.addProduct(source[offset + c + i], weight) }
      sink(scalar: sum, c + i)
    }
  }
}

/// Calls `body` for each bin of a region with its taps, whose weights include the mean over samples.
@inline(__always) private func forEachBin(
  _ g: RoIGeometry, _ roi: RoI, _ body: (_ bin: Int, _ taps: BinTaps) -> Void
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
      for i in 0..<g.outputHeight {
        for j in 0..<g.outputWidth {
          body(
            i * g.outputWidth + j,
            BinTaps(
              rows: rows + i * perBin, columns: columns + j * perBin, rowCount: rowCounts[i],
              columnCount: columnCounts[j]))
        }
      }
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

extension Float {
  @inline(__always) mutating func addProduct(_ a: Float, _ b: Float) { self = addingProduct(a, b) }
}
