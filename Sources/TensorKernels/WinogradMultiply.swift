import CPrefetch

/// `M[p] = V[p] U[p]` for the points `points` and the panels `panels` of 16 output channels: V
/// `[36][tiles][C]`, U from `winogradTransformFilter`, M `[36][tiles][16 panels]`, with `vStride` and
/// `mStride` floats between two points. Rows of V and M up to the next multiple of 6 after `tiles`
/// must exist; they hold anything.
package func winogradMultiply(
  _ g: WinogradGeometry, points: Range<Int>, panels: Range<Int>, tiles: Int, _ V: Floats,
  vStride: Int, _ U: Floats, _ M: MutableFloats, mStride: Int
) {
  let (C, K) = (g.inputChannels, g.paddedOutputChannels)
  let depth = evenDepth(C)
  let calls = (tiles + 5) / 6
  for p in points {
    for c in stride(from: 0, to: C, by: depth) {
      let count = min(depth, C - c)
      let lines = (count + calls - 1) / calls
      for panel in panels {
        let b = U + p * g.filterStride + (panel * C + c) * 16
        // The next panel comes from far away: ask for a part of it before each product.
        var ahead = b + C * 16
        for t in stride(from: 0, to: tiles, by: 6) {
          for line in 0..<lines { prefetch_line(ahead + line * 16) }
          ahead += lines * 16
          multiply6x16(
            count, V + p * vStride + t * C + c, C, b, M + p * mStride + t * K + panel * 16, K,
            accumulate: c > 0)
        }
      }
    }
  }
}

/// How much of C to take at a time, so that a panel of U (12 KB) and six rows of V stay in the
/// first-level cache: equal parts of at most 192.
private func evenDepth(_ C: Int) -> Int {
  let parts = (C + 191) / 192
  return ((C + parts - 1) / parts + 7) / 8 * 8
}
