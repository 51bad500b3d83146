// RoIAlign as torchvision's `roi_align(aligned=True)`: each bin is the mean of samples x samples
// bilinear samples; samples more than a pixel outside the features count as zero, others are
// clamped to the border.

/// Four neighbours of a sample as offsets (in pixels of the feature map) and weights.
private struct Tap {
  var offset: Int32
  var weight: Float
}

/// Pools the regions `range` of `rois` into `output`.
package func roiAlign(
  _ g: RoIGeometry, rois: UnsafePointer<RoI>, range: Range<Int>, _ features: Floats,
  _ output: MutableFloats
) {
  for r in range {
    let picture = features + Int(rois[r].image) * g.height * g.width * g.channels
    forEachBin(g, rois[r]) { bin, taps in
      let target = output + r * g.outputCount + bin * g.channels
      forEachLane(g.channels) { c, width in
        if width == laneWidth {
          var sum = Lane()
          for tap in taps {
            sum.addProduct(
              load(picture, Int(tap.offset) * g.channels + c), Lane(repeating: tap.weight))
          }
          store(target, c, sum)
        } else {
          var sum: Float = 0
          for tap in taps { sum.addProduct(picture[Int(tap.offset) * g.channels + c], tap.weight) }
          target[c] = sum
        }
      }
    }
  }
}

/// Adds the gradients of all `count` regions to the features' gradient, for the channels `channels`
/// only, so that callers can split the work by channel without two of them writing the same place.
package func roiAlignBackward(
  _ g: RoIGeometry, rois: UnsafePointer<RoI>, count: Int, channels: Range<Int>, gradient: Floats,
  into features: MutableFloats
) {
  for r in 0..<count {
    let picture =
      features + Int(rois[r].image) * g.height * g.width * g.channels + channels.lowerBound
    forEachBin(g, rois[r]) { bin, taps in
      let source = gradient + r * g.outputCount + bin * g.channels + channels.lowerBound
      for tap in taps {
        add(channels.count, source, times: tap.weight, into: picture + Int(tap.offset) * g.channels)
      }
    }
  }
}

/// Calls `body` for each bin with its bilinear taps, whose weights include the mean over samples.
private func forEachBin(
  _ g: RoIGeometry, _ roi: RoI, _ body: (_ bin: Int, _ taps: UnsafeBufferPointer<Tap>) -> Void
) {
  let x0 = roi.x0 * g.scale - 0.5
  let y0 = roi.y0 * g.scale - 0.5
  let stepX = (roi.x1 - roi.x0) * g.scale / Float(g.outputWidth * g.samples)
  let stepY = (roi.y1 - roi.y0) * g.scale / Float(g.outputHeight * g.samples)
  let mean = 1 / Float(g.samples * g.samples)
  withUnsafeTemporaryAllocation(of: Tap.self, capacity: 4 * g.samples * g.samples) { taps in
    for bin in 0..<g.outputHeight * g.outputWidth {
      var count = 0
      for i in 0..<g.samples {
        let y = y0 + (Float(bin / g.outputWidth * g.samples + i) + 0.5) * stepY
        guard let (top, bottom, fy) = neighbours(y, g.height) else { continue }
        for j in 0..<g.samples {
          let x = x0 + (Float(bin % g.outputWidth * g.samples + j) + 0.5) * stepX
          guard let (left, right, fx) = neighbours(x, g.width) else { continue }
          taps[count] = Tap(offset: Int32(top * g.width + left), weight: mean * (1 - fy) * (1 - fx))
          taps[count + 1] = Tap(offset: Int32(top * g.width + right), weight: mean * (1 - fy) * fx)
          taps[count + 2] = Tap(
            offset: Int32(bottom * g.width + left), weight: mean * fy * (1 - fx))
          taps[count + 3] = Tap(offset: Int32(bottom * g.width + right), weight: mean * fy * fx)
          count += 4
        }
      }
      body(bin, UnsafeBufferPointer(rebasing: taps[..<count]))
    }
  }
}

/// The two cells around a coordinate and the weight of the second; nil if more than a cell outside.
@inline(__always) private func neighbours(_ x: Float, _ size: Int) -> (Int, Int, Float)? {
  guard x >= -1, x <= Float(size) else { return nil }
  let clamped = min(max(x, 0), Float(size - 1))
  let low = Int(clamped)
  return (low, min(low + 1, size - 1), clamped - Float(low))
}

extension Float {
  @inline(__always) mutating func addProduct(_ a: Float, _ b: Float) { self = addingProduct(a, b) }
}
