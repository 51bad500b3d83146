/// Inverted dropout (Srivastava et al.) as a kernel applies it to elements that it reads or writes: one
/// is multiplied by `scale` where its bit is set, and zero elsewhere.
package struct DropoutBits {
  /// Element i has bit `i % 32` of word `i / 32`; one more word follows the last.
  private let words: UnsafeBufferPointer<UInt32>
  private let scale: Float

  package init(words: UnsafeBufferPointer<UInt32>, scale: Float) {
    self.words = words
    self.scale = scale
  }

  /// What becomes of the eight elements from `first`.
  @inline(__always) func callAsFunction(_ value: Lane, _ first: Int) -> Lane {
    let bits =
      UnsafeRawBufferPointer(words).loadUnaligned(fromByteOffset: first >> 3, as: UInt32.self)
      &>> UInt32(truncatingIfNeeded: first & 7)
    let own = SIMD8<UInt32>(repeating: bits) & SIMD8(1, 2, 4, 8, 16, 32, 64, 128)
    return (value * scale).replacing(with: Lane(), where: own .== SIMD8<UInt32>())
  }

  /// What becomes of element `i`.
  @inline(__always) func callAsFunction(scalar value: Float, _ i: Int) -> Float {
    words[i >> 5] >> UInt32(i & 31) & 1 == 0 ? 0 : value * scale
  }
}

/// Elements of a block whose bits are drawn together.
package let dropoutBlock = 256

/// Draws the bits of `DropoutBits` for whole blocks: element i is kept, with 1 - `probability`, where a
/// hash of (`seed`, i) says so.
package func drawDropoutBits(
  blocks: Range<Int>, probability: Float, seed: UInt64,
  _ words: UnsafeMutableBufferPointer<UInt32>
) {
  typealias Words = SIMD8<UInt32>
  let threshold = Words(repeating: UInt32(Double(probability) * 4_294_967_296))
  let low = mix(Words(repeating: UInt32(truncatingIfNeeded: seed)))
  let both = mix(low ^ UInt32(truncatingIfNeeded: seed >> 32))
  for block in blocks {
    // Two rounds of a counter-based hash; the counter's upper half only shifts the second.
    let first = block * dropoutBlock
    let key = both &+ UInt32(truncatingIfNeeded: first >> 32) &* 0x9E37_79B9
    let counter =
      low &+ Words(0, 32, 64, 96, 128, 160, 192, 224) &+ UInt32(truncatingIfNeeded: first)
    var kept = Words()
    for bit in 0..<32 as Range<UInt32> {
      let dropped = mix(mix(counter &+ bit) ^ key) .< threshold
      kept |= Words(repeating: 1 &<< bit).replacing(with: Words(), where: dropped)
    }
    UnsafeMutableRawBufferPointer(words).storeBytes(
      of: kept, toByteOffset: block * dropoutBlock / 8, as: Words.self)
  }
}

/// Applies dropout to elements `range` of `y` in place.
package func dropOut(_ range: Range<Int>, _ bits: DropoutBits, _ y: MutableFloats) {
  forEachLane(range.count) { c, width in
    let i = range.lowerBound + c
    if width == laneWidth {
      store(y, i, bits(load(y, i), i))
    } else {
      y[i] = bits(scalar: y[i], i)
    }
  }
}

/// A bijection of 32 bits in which every input bit changes about half of the output bits
/// (MurmurHash3's finaliser).
@inline(__always) private func mix(_ value: SIMD8<UInt32>) -> SIMD8<UInt32> {
  var z = value
  z = (z ^ (z &>> 16)) &* 0x85EB_CA6B
  z = (z ^ (z &>> 13)) &* 0xC2B2_AE35
  return z ^ (z &>> 16)
}
