/// Inverted dropout of elements `range`: element i is kept where a hash of (`seed`, i) says so and
/// multiplied by `1 / (1 - probability)`. The same seed gives the same mask, so nothing is stored
/// for backward; `y` may be `x`.
package func dropout(
  _ range: Range<Int>, _ x: Floats, _ y: MutableFloats, probability: Float, seed: UInt64
) {
  let scale = 1 / (1 - probability)
  let threshold = UInt32(Double(probability) * 4_294_967_296)
  let low = mix(SIMD2(repeating: UInt32(truncatingIfNeeded: seed)))[0]
  let both = mix(SIMD2(repeating: low ^ UInt32(truncatingIfNeeded: seed >> 32)))[0]
  @inline(__always) func isDropped<V: SIMD>(_ counter: V, _ high: Int) -> SIMDMask<V.MaskStorage>
  where V.Scalar == UInt32 {
    // Two rounds of a counter-based hash; the counter's upper half only shifts the second.
    let key = V(repeating: both &+ UInt32(truncatingIfNeeded: high) &* 0x9E37_79B9)
    return mix(mix(counter &+ V(repeating: low)) ^ key) .< V(repeating: threshold)
  }
  var i = range.lowerBound
  while i + laneWidth <= range.upperBound {
    let counter =
      SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7) &+ UInt32(truncatingIfNeeded: i)
    let dropped = isDropped(counter, i >> 32)
    store(y, i, (load(x, i) * scale).replacing(with: Lane(), where: dropped))
    i += laneWidth
  }
  while i < range.upperBound {
    let counter = SIMD2(repeating: UInt32(truncatingIfNeeded: i))
    y[i] = isDropped(counter, i >> 32)[0] ? 0 : x[i] * scale
    i += 1
  }
}

/// A bijection of 32 bits in which every input bit changes about half of the output bits
/// (MurmurHash3's finaliser).
@inline(__always) private func mix<V: SIMD>(_ value: V) -> V where V.Scalar == UInt32 {
  var z = value
  z = (z ^ (z &>> 16)) &* 0x85EB_CA6B
  z = (z ^ (z &>> 13)) &* 0xC2B2_AE35
  return z ^ (z &>> 16)
}
