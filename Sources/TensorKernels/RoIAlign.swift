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

/// What becomes of a bin's values. Kernels are generic over it, so that storing costs no question.
protocol BinSink {
  mutating func callAsFunction(_ value: Lane, _ c: Int)
  mutating func callAsFunction(scalar value: Float, _ c: Int)
}

struct StoringSink: BinSink {
  let target: MutableFloats

  @inline(__always) func callAsFunction(_ value: Lane, _ c: Int) { store(target, c, value) }
  @inline(__always) func callAsFunction(scalar value: Float, _ c: Int) { target[c] = value }
}

struct AddingSink: BinSink {
  let target: MutableFloats
  let factor: Float

  @inline(__always) func callAsFunction(_ value: Lane, _ c: Int) {
    store(target, c, load(target, c).adding(factor, value))
  }

  @inline(__always) func callAsFunction(scalar value: Float, _ c: Int) {
    target[c].addProduct(factor, value)
  }
}

/// Gives the sink `sum of weight * source[offset]` for `count` channels, 32 at a time: four sums in
/// flight hide the latency of a multiply-add.
@inline(__always) func weightedSum(
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

extension Float {
  @inline(__always) mutating func addProduct(_ a: Float, _ b: Float) { self = addingProduct(a, b) }
}
