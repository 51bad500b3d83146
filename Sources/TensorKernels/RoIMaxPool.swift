/// RoI max pooling as torchvision's `roi_pool` (Fast R-CNN): corners rounded to cells, ends
/// inclusive, bins may overlap; an empty bin gives 0. `index` receives the winner's offset in
/// `features` (in floats), or -1.
package func roiMaxPool(
  _ g: RoIGeometry, rois: UnsafePointer<RoI>, range: Range<Int>, _ features: Floats,
  _ output: MutableFloats,
  index: UnsafeMutablePointer<Int32>?
) {
  for r in range {
    let roi = rois[r]
    let x0 = cell(roi.x0 * g.scale)
    let y0 = cell(roi.y0 * g.scale)
    let binWidth = Float(max(cell(roi.x1 * g.scale) - x0 + 1, 1)) / Float(g.outputWidth)
    let binHeight = Float(max(cell(roi.y1 * g.scale) - y0 + 1, 1)) / Float(g.outputHeight)
    let picture = Int(roi.image) * g.height * g.width
    for bin in 0..<g.outputHeight * g.outputWidth {
      let (i, j) = (Float(bin / g.outputWidth), Float(bin % g.outputWidth))
      let rows = clamped(from: i * binHeight, to: (i + 1) * binHeight, origin: y0, size: g.height)
      let columns = clamped(from: j * binWidth, to: (j + 1) * binWidth, origin: x0, size: g.width)
      for c in 0..<g.channels {
        var winner = -1
        for y in rows {
          for x in columns {
            let offset = (picture + y * g.width + x) * g.channels + c
            if winner < 0 || features[offset] > features[winner] { winner = offset }
          }
        }
        output[r * g.outputCount + bin * g.channels + c] = winner < 0 ? 0 : features[winner]
        index?[r * g.outputCount + bin * g.channels + c] = Int32(winner)
      }
    }
  }
}

/// Adds gradients to the winners; `index` -1 is skipped.
package func roiMaxPoolBackward(
  _ count: Int, gradient: Floats, index: UnsafePointer<Int32>, into features: MutableFloats
) {
  for i in 0..<count where index[i] >= 0 { features[Int(index[i])] += gradient[i] }
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
