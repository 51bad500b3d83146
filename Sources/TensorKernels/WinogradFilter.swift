/// Transforms a filter `[3, 3, C, K]` into `[36][panels][C][16]`, zero in the padding channels; for
/// the input channels `range` (a multiple of 8 at both ends). With `rotated`, the filter is `[3, 3, K,
/// C]`, turned by 180 degrees: the filter of the input gradient.
package func winogradTransformFilter(
  _ g: WinogradGeometry, inputChannels range: Range<Int>, _ filter: Floats, rotated: Bool,
  _ transformed: MutableFloats
) {
  let (C, K) = (g.inputChannels, g.outputChannels)
  withUnsafeTemporaryAllocation(of: Lane.self, capacity: 72) { taps in
    for c in stride(from: range.lowerBound, to: range.upperBound, by: laneWidth) {
      for k in stride(from: 0, to: g.paddedOutputChannels, by: laneWidth) {
        for tap in 0..<9 {
          if k >= K {
            for n in 0..<8 { taps[n * 9 + tap] = Lane() }
          } else if rotated {
            loadTransposed(filter + ((8 - tap) * K + k) * C + c, C, taps.baseAddress! + tap)
          } else {
            for n in 0..<8 { taps[n * 9 + tap] = load(filter, (tap * C + c + n) * K + k) }
          }
        }
        for n in 0..<8 {
          let target = transformed + ((k / 16) * C + c + n) * 16 + k % 16
          transformTaps(taps.baseAddress! + n * 9, target, pointStride: g.filterStride)
        }
      }
    }
  }
}

/// Loads eight rows of eight floats, `stride` apart, as columns: column n goes to `target[9 n]`.
@inline(__always) private func loadTransposed(
  _ rows: Floats, _ stride: Int, _ target: UnsafeMutablePointer<Lane>
) {
  let columns = Lane.transpose(
    (
      load(rows, 0), load(rows, stride), load(rows, 2 * stride), load(rows, 3 * stride),
      load(rows, 4 * stride), load(rows, 5 * stride), load(rows, 6 * stride), load(rows, 7 * stride)
    ))
  (target[0], target[9], target[18], target[27]) = (columns.0, columns.1, columns.2, columns.3)
  (target[36], target[45], target[54], target[63]) = (columns.4, columns.5, columns.6, columns.7)
}

/// `G g G^T` of the nine taps of eight output channels.
@inline(__always) private func transformTaps(
  _ g: UnsafeMutablePointer<Lane>, _ target: MutableFloats, pointStride: Int
) {
  let a = filterTransform(g[0], g[3], g[6])
  let b = filterTransform(g[1], g[4], g[7])
  let d = filterTransform(g[2], g[5], g[8])
  @inline(__always) func row(_ i: Int, _ x: Lane, _ y: Lane, _ z: Lane) {
    let u = filterTransform(x, y, z)
    store(target, (i * 6 + 0) * pointStride, u.0)
    store(target, (i * 6 + 1) * pointStride, u.1)
    store(target, (i * 6 + 2) * pointStride, u.2)
    store(target, (i * 6 + 3) * pointStride, u.3)
    store(target, (i * 6 + 4) * pointStride, u.4)
    store(target, (i * 6 + 5) * pointStride, u.5)
  }
  row(0, a.0, b.0, d.0)
  row(1, a.1, b.1, d.1)
  row(2, a.2, b.2, d.2)
  row(3, a.3, b.3, d.3)
  row(4, a.4, b.4, d.4)
  row(5, a.5, b.5, d.5)
}
