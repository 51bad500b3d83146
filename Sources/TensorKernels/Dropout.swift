/// Inverted dropout of elements `range`: element i is kept where a hash of (`seed`, i) says so and
/// multiplied by `1 / (1 - probability)`. The same seed gives the same mask, so nothing is stored
/// for backward; `y` may be `x`.
package func dropout(
  _ range: Range<Int>, _ x: Floats, _ y: MutableFloats, probability: Float, seed: UInt64
) {
  let scale = 1 / (1 - probability)
  let threshold = UInt32(Double(probability) * 4_294_967_296)
  for i in range { y[i] = hash(seed, UInt64(truncatingIfNeeded: i)) < threshold ? 0 : x[i] * scale }
}

/// SplitMix64's finaliser over a counter.
@inline(__always) private func hash(_ seed: UInt64, _ counter: UInt64) -> UInt32 {
  var z = seed &+ counter &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return UInt32(truncatingIfNeeded: z >> 32)
}
