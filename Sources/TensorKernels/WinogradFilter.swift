/// Transforms a filter `[3, 3, C, K]` into `[points][panels][C][16]`, zero in the padding channels; for
/// the input channels `range` (a multiple of 8 at both ends). With `rotated`, the filter is `[3, 3, K,
/// C]`, turned by 180 degrees: the filter of the input gradient.
package func winogradTransformFilter(
  _ g: WinogradGeometry, inputChannels range: Range<Int>, _ filter: Floats, rotated: Bool,
  _ transformed: MutableFloats
) {
  switch g.tile {
  case .two: WinogradF2.transformFilter(g, range, filter, rotated: rotated, transformed)
  case .four: WinogradF4.transformFilter(g, range, filter, rotated: rotated, transformed)
  case .six: WinogradF6.transformFilter(g, range, filter, rotated: rotated, transformed)
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

extension WinogradTransform {
  @inline(__always) fileprivate static func transformFilter(
    _ g: WinogradGeometry, _ range: Range<Int>, _ filter: Floats, rotated: Bool,
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
            transformLane(taps.baseAddress! + n * 9, target, pointStride: g.filterStride)
          }
        }
      }
    }
  }

  /// `G g G^T` of the nine taps of eight output channels.
  @inline(__always) private static func transformLane(
    _ taps: UnsafeMutablePointer<Lane>, _ target: MutableFloats, pointStride: Int
  ) {
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: 3 * side) { t in
      for j in 0..<3 {
        transformFilter({ taps[$0 * 3 + j] }) { t[$0 * 3 + j] = $1 }
      }
      for i in 0..<side {
        transformFilter({ t[i * 3 + $0] }) { store(target, (i * side + $0) * pointStride, $1) }
      }
    }
  }
}
