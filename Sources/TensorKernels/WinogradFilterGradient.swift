// The gradient of a 3x3 filter as F(3x3, 4x4): a 3x3 result from 6x6 inputs and 4x4 output
// gradients, summed over tiles while still transformed: dU[p] += V[p]^T D[p].

/// Transforms the output gradients of `tiles` into D `[36][panels][capacity][16]`, at row `t -
/// first`. `patch` is room for 16 * panels * 16 floats.
package func winogradTransformGradient(
  _ g: WinogradGeometry, tiles: Range<Int>, first: Int, capacity: Int, _ gradient: Floats,
  _ D: MutableFloats,
  patch: MutableFloats
) {
  let (K, paddedK) = (g.outputChannels, g.paddedOutputChannels)
  let pointStride = capacity * paddedK
  for tile in tiles {
    let (image, top, left) = g.origin(tile)
    let inside = top + 4 <= g.height && left + 4 <= g.width && K == paddedK
    let origin = gradient + ((image * g.height + top) * g.width + left) * K
    if !inside {
      patch.update(repeating: 0, count: 16 * paddedK)
      for i in 0..<min(4, g.height - top) {
        for j in 0..<min(4, g.width - left) {
          (patch + (i * 4 + j) * paddedK).update(from: origin + (i * g.width + j) * K, count: K)
        }
      }
    }
    let source = inside ? origin : Floats(patch)
    let rowStride = inside ? g.width * K : 4 * paddedK
    let columnStride = inside ? K : paddedK
    withUnsafeTemporaryAllocation(of: Lane.self, capacity: 24) { t in
      for k in stride(from: 0, to: paddedK, by: laneWidth) {
        for j in 0..<4 {
          let s = source + j * columnStride + k
          (t[j], t[4 + j], t[8 + j], t[12 + j], t[16 + j], t[20 + j]) = gradientTransform(
            load(s, 0), load(s, rowStride), load(s, 2 * rowStride), load(s, 3 * rowStride))
        }
        let target = D + (k / 16 * capacity + tile - first) * 16 + k % 16
        for i in 0..<6 {
          let o = gradientTransform(t[i * 4], t[i * 4 + 1], t[i * 4 + 2], t[i * 4 + 3])
          let d = target + i * 6 * pointStride
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

/// `dU[p] += V[p]^T D[p]` over `tiles` tiles for one point and the input channels `channels`
/// (multiples of 8): V `[36][C / 8][capacity][8]`, D `[36][panels][capacity][16]`, dU
/// `[36][C][panels * 16]`.
package func winogradAccumulateFilter(
  _ g: WinogradGeometry, point: Int, channels: Range<Int>, tiles: Int, capacity: Int, _ V: Floats,
  _ D: Floats,
  into dU: MutableFloats
) {
  let (C, K) = (g.inputChannels, g.paddedOutputChannels)
  for k in stride(from: 0, to: K, by: 16) {
    let b = D + (point * K + k) * capacity
    for c in stride(from: channels.lowerBound, to: channels.upperBound, by: 8) {
      let a = V + (point * C + c) * capacity
      let target = dU + (point * C + c) * K + k
      multiplyTransposed4x16(tiles, a, b, target, K)
      multiplyTransposed4x16(tiles, a + 4, b, target + 4 * K, K)
    }
  }
}

/// Transforms dU back and adds it to the filter gradient `[3, 3, C, K]`, for the input channels
/// `channels`.
package func winogradTransformFilterGradient(
  _ g: WinogradGeometry, channels: Range<Int>, _ dU: Floats, into gradient: MutableFloats
) {
  let (C, K, paddedK) = (g.inputChannels, g.outputChannels, g.paddedOutputChannels)
  let pointStride = C * paddedK
  withUnsafeTemporaryAllocation(of: Lane.self, capacity: 18) { t in
    for c in channels {
      for k in stride(from: 0, to: paddedK, by: laneWidth) {
        let m = dU + c * paddedK + k
        for j in 0..<6 {
          (t[j], t[6 + j], t[12 + j]) = tapTransform(
            load(m, j * pointStride), load(m, (6 + j) * pointStride),
            load(m, (12 + j) * pointStride),
            load(m, (18 + j) * pointStride), load(m, (24 + j) * pointStride),
            load(m, (30 + j) * pointStride))
        }
        for i in 0..<3 {
          let o = tapTransform(
            t[i * 6], t[i * 6 + 1], t[i * 6 + 2], t[i * 6 + 3], t[i * 6 + 4], t[i * 6 + 5])
          addLane(o.0, into: gradient + ((i * 3 + 0) * C + c) * K + k, count: K - k)
          addLane(o.1, into: gradient + ((i * 3 + 1) * C + c) * K + k, count: K - k)
          addLane(o.2, into: gradient + ((i * 3 + 2) * C + c) * K + k, count: K - k)
        }
      }
    }
  }
}

@inline(__always) private func addLane(_ lane: Lane, into target: MutableFloats, count: Int) {
  if count >= laneWidth {
    store(target, 0, load(target) + lane)
  } else {
    for n in 0..<max(0, count) { target[n] += lane[n] }
  }
}
