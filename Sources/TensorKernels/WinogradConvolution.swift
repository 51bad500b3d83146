// Winograd convolution F(4x4, 3x3): for each of 36 points p, M[p] = V[p] U[p], where V is the
// transformed input [tiles, C] and U the transformed filter [C, K].

/// Transforms a filter `[3, 3, C, K]` into `[36][panels][C][16]`, zero in the padding channels; for
/// the input channels `range`. With `rotated`, the filter is `[3, 3, K, C]`, turned by 180 degrees:
/// the filter of the input gradient.
package func winogradTransformFilter(
  _ g: WinogradGeometry, inputChannels range: Range<Int>, _ filter: Floats, rotated: Bool,
  _ transformed: MutableFloats
) {
  let (C, K) = (g.inputChannels, g.outputChannels)
  let pointStride = C * g.paddedOutputChannels
  for c in range {
    for k in stride(from: 0, to: g.paddedOutputChannels, by: laneWidth) {
      @inline(__always) func tap(_ i: Int, _ j: Int) -> Lane {
        if !rotated && k + laneWidth <= K { return load(filter, ((i * 3 + j) * C + c) * K + k) }
        var lane = Lane()
        for n in 0..<max(0, min(laneWidth, K - k)) {
          lane[n] =
            rotated
            ? filter[(((2 - i) * 3 + 2 - j) * K + k + n) * C + c]
            : filter[((i * 3 + j) * C + c) * K + k + n]
        }
        return lane
      }
      let target = transformed + ((k / 16) * C + c) * 16 + k % 16
      let a = filterTransform(tap(0, 0), tap(1, 0), tap(2, 0))
      let b = filterTransform(tap(0, 1), tap(1, 1), tap(2, 1))
      let d = filterTransform(tap(0, 2), tap(1, 2), tap(2, 2))
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
  }
}

/// Transforms the inputs of `tiles` into V. Channel c of tile t at point p goes to
/// `V[p * pointStride + (t - tiles.lowerBound) * tileStride + (c / 8) * laneStride]`.
/// `patch` is room for 36 * C floats.
package func winogradTransformInput(
  _ g: WinogradGeometry, tiles: Range<Int>, _ x: Floats, _ V: MutableFloats, pointStride: Int,
  tileStride: Int, laneStride: Int, patch: MutableFloats
) {
  let C = g.inputChannels
  for tile in tiles {
    let (image, y, x0) = g.origin(tile)
    let inside = y > 0 && x0 > 0 && y + 5 <= g.height && x0 + 5 <= g.width
    let source: Floats
    let rowStride: Int
    if inside {
      source = x + ((image * g.height + y - 1) * g.width + x0 - 1) * C
      rowStride = g.width * C
    } else {
      copyPatch(
        x, image: image, y: y - 1, x: x0 - 1, height: g.height, width: g.width, channels: C, patch)
      source = Floats(patch)
      rowStride = 6 * C
    }
    let target = V + (tile - tiles.lowerBound) * tileStride
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: 36) { t in
      for c in stride(from: 0, to: C, by: laneWidth) {
        for j in 0..<6 {
          let p = source + j * C + c
          (t[j], t[6 + j], t[12 + j], t[18 + j], t[24 + j], t[30 + j]) = inputTransform(
            load(p, 0), load(p, rowStride), load(p, 2 * rowStride), load(p, 3 * rowStride),
            load(p, 4 * rowStride), load(p, 5 * rowStride))
        }
        for i in 0..<6 {
          let o = inputTransform(
            t[i * 6], t[i * 6 + 1], t[i * 6 + 2], t[i * 6 + 3], t[i * 6 + 4], t[i * 6 + 5])
          let d = target + i * 6 * pointStride + c / laneWidth * laneStride
          store(d, 0, o.0)
          store(d, pointStride, o.1)
          store(d, 2 * pointStride, o.2)
          store(d, 3 * pointStride, o.3)
          store(d, 4 * pointStride, o.4)
          store(d, 5 * pointStride, o.5)
        }
      }
    }
  }
}

/// Copies the 6x6 pixels from (`y`, `x`) of a picture, zero outside, to `patch` `[6, 6, channels]`.
private func copyPatch(
  _ source: Floats, image: Int, y: Int, x: Int, height: Int, width: Int, channels: Int,
  _ patch: MutableFloats
) {
  patch.update(repeating: 0, count: 36 * channels)
  let (left, right) = (max(0, x), min(width, x + 6))
  for i in max(0, y)..<min(height, y + 6) {
    (patch + ((i - y) * 6 + left - x) * channels).update(
      from: source + ((image * height + i) * width + left) * channels,
      count: (right - left) * channels)
  }
}

/// `M[p] = V[p] U[p]` for `tiles` tiles: V `[36][capacity][C]`, U from `winogradTransformFilter`, M
/// `[36][capacity][panels * 16]`. `capacity` is a multiple of 6, at least `tiles`; rows beyond
/// `tiles` hold anything.
package func winogradMultiply(
  _ g: WinogradGeometry, tiles: Int, capacity: Int, _ V: Floats, _ U: Floats, _ M: MutableFloats
) {
  let (C, K) = (g.inputChannels, g.paddedOutputChannels)
  let depth = 256  // of C at a time: a panel of U (16 KB) stays in the first-level cache
  for p in 0..<WinogradGeometry.points {
    for c in stride(from: 0, to: C, by: depth) {
      for k in stride(from: 0, to: K, by: 16) {
        let b = U + p * C * K + (k / 16 * C + c) * 16
        for t in stride(from: 0, to: tiles, by: 6) {
          multiply6x16(
            min(depth, C - c), V + (p * capacity + t) * C + c, C, b, M + (p * capacity + t) * K + k,
            K,
            accumulate: c > 0)
        }
      }
    }
  }
}

/// Transforms M back into the outputs `[N, H, W, K]` of `tiles`. `patch` is room for 16 * panels *
/// 16 floats.
package func winogradTransformOutput(
  _ g: WinogradGeometry, tiles: Range<Int>, capacity: Int, _ M: Floats, _ y: MutableFloats,
  patch: MutableFloats
) {
  let (K, paddedK) = (g.outputChannels, g.paddedOutputChannels)
  let pointStride = capacity * paddedK
  for tile in tiles {
    let (image, top, left) = g.origin(tile)
    let inside = top + 4 <= g.height && left + 4 <= g.width && K == paddedK
    let origin = y + ((image * g.height + top) * g.width + left) * K
    let target = inside ? origin : patch
    let rowStride = inside ? g.width * K : 4 * paddedK
    let columnStride = inside ? K : paddedK
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: 24) { t in
      for k in stride(from: 0, to: paddedK, by: laneWidth) {
        let m = M + (tile - tiles.lowerBound) * paddedK + k
        for j in 0..<6 {
          (t[j], t[6 + j], t[12 + j], t[18 + j]) = outputTransform(
            load(m, j * pointStride), load(m, (6 + j) * pointStride),
            load(m, (12 + j) * pointStride),
            load(m, (18 + j) * pointStride), load(m, (24 + j) * pointStride),
            load(m, (30 + j) * pointStride))
        }
        for i in 0..<4 {
          let o = outputTransform(
            t[i * 6], t[i * 6 + 1], t[i * 6 + 2], t[i * 6 + 3], t[i * 6 + 4], t[i * 6 + 5])
          let d = target + i * rowStride + k
          store(d, 0, o.0)
          store(d, columnStride, o.1)
          store(d, 2 * columnStride, o.2)
          store(d, 3 * columnStride, o.3)
        }
      }
    }
    guard !inside else { continue }
    for i in 0..<min(4, g.height - top) {
      for j in 0..<min(4, g.width - left) {
        (origin + (i * g.width + j) * K).update(from: patch + (i * 4 + j) * paddedK, count: K)
      }
    }
  }
}
