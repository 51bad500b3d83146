/// `M[p] = V[p] U[p]` for the points `points` and the panels `panels` of 16 output channels: V
/// `[points][tiles][inputPitch]`, U from `winogradTransformFilter`, M `[points][tiles][outputPitch]`, with `vStride` and
/// `mStride` floats between two points. Rows of V and M up to the next multiple of 6 after `tiles`
/// must exist; they hold anything.
package func winogradMultiply(
  _ g: WinogradGeometry, points: Range<Int>, panels: Range<Int>, tiles: Int, _ V: Floats,
  vStride: Int, _ U: Floats, _ M: MutableFloats, mStride: Int
) {
  let (C, pitch) = (g.inputChannels, g.outputPitch)
  let depth = evenDepth(C)
  let calls = (tiles + 5) / 6
  let aheadStride = (32 + calls - 1) / calls
  for p in points {
    for panel in panels {
      for c in stride(from: 0, to: C, by: depth) {
        let count = min(depth, C - c)
        let b = U + p * g.filterStride + (panel * C + c) * 16
        // While this part of U is used, the next one comes.
        var ahead = b + count * 16
        for t in stride(from: 0, to: tiles, by: 6) {
          let m = M + p * mStride + t * pitch + panel * 16
          multiply6x16(
            count, V + p * vStride + t * g.inputPitch + c, g.inputPitch, b, m, pitch,
            addend: c > 0 ? Floats(m) : nil, ahead: ahead, aheadStride: aheadStride)
          ahead += count / 2 * aheadStride
        }
      }
    }
  }
}

/// How much of C to take at a time, so that a panel of U (16 KB) and six rows of V stay in the
/// first-level cache: equal parts of at most 256.
private func evenDepth(_ C: Int) -> Int {
  let parts = (C + 255) / 256
  return ((C + parts - 1) / parts + 7) / 8 * 8
}
