/// RoI max pooling of one region as torchvision's `roi_pool` (Fast R-CNN): corners rounded to cells,
/// ends inclusive, bins may overlap; an empty bin gives 0. A NaN wins its bin, where torchvision's
/// passes over it. `index` receives the winner's offset in `features` (in floats), or -1.
package func roiMaxPool(
  _ g: RoIGeometry, _ roi: RoI, _ features: Floats, _ output: MutableFloats,
  index: UnsafeMutablePointer<Int32>
) {
  let x0 = cell(roi.x0 * g.scale)
  let y0 = cell(roi.y0 * g.scale)
  let binWidth = Float(max(cell(roi.x1 * g.scale) - x0 + 1, 1)) / Float(g.outputWidth)
  let binHeight = Float(max(cell(roi.y1 * g.scale) - y0 + 1, 1)) / Float(g.outputHeight)
  let picture = Int(roi.image) * g.pictureCount
  for bin in 0..<g.bins {
    let (i, j) = (Float(bin / g.outputWidth), Float(bin % g.outputWidth))
    let rows = clamped(from: i * binHeight, to: (i + 1) * binHeight, origin: y0, size: g.height)
    let columns = clamped(from: j * binWidth, to: (j + 1) * binWidth, origin: x0, size: g.width)
    let place = bin * g.binStride
    if rows.isEmpty || columns.isEmpty {
      (output + place).update(repeating: 0, count: g.channels)
      (index + place).update(repeating: -1, count: g.channels)
    } else {
      windowMaximum(
        g.channels, rows: rows.count, columns: columns.count, rowStride: g.width * g.channels,
        features, first: picture + (rows.lowerBound * g.width + columns.lowerBound) * g.channels,
        output + place, index: index + place)
    }
  }
}

/// Adds a map's part of the gradients of `count` regions to the winners; `index` -1 is skipped.
package func roiMaxPoolBackward(
  _ g: RoIGeometry, count: Int, channels: Range<Int>, gradient: Floats,
  index: UnsafePointer<Int32>, rescaling: RoIRescaling?, into features: MutableFloats
) {
  for r in 0..<count {
    let factors = rescaling?.factors(of: r)
    for bin in 0..<g.bins {
      let place = r * g.regionStride + bin * g.binStride
      for c in channels where index[place + c] >= 0 {
        features[Int(index[place + c])] += rescaled(gradient, rescaling, factors, place + c)
      }
    }
  }
}

/// Rounds half away from zero, as C's `round`; far-away boxes are held within what an Int can say,
/// NaN counts as far away.
@inline(__always) private func cell(_ x: Float) -> Int {
  x > -1e6 ? Int(min(x, 1e6).rounded()) : -1_000_000
}

@inline(__always) private func clamped(from: Float, to: Float, origin: Int, size: Int) -> Range<Int>
{
  let start = min(max(Int(from.rounded(.down)) + origin, 0), size)
  let end = min(max(Int(to.rounded(.up)) + origin, 0), size)
  return start..<max(start, end)
}
