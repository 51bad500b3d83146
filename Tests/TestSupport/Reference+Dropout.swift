extension Reference {
  /// Dropout's factor of each element, `1 / (1 - probability)` or zero where MurmurHash3's finaliser,
  /// twice, of the element's index and the seed falls below the probability.
  package static func dropoutMask(count: Int, probability: Float, seed: UInt64) -> [Double] {
    func mix(_ value: UInt32) -> UInt32 {
      var z = value
      z = (z ^ (z >> 16)) &* 0x85EB_CA6B
      z = (z ^ (z >> 13)) &* 0xC2B2_AE35
      return z ^ (z >> 16)
    }
    let low = mix(UInt32(seed & 0xFFFF_FFFF))
    let key = mix(low ^ UInt32(seed >> 32))
    return (0..<UInt32(count)).map { i in
      let isDropped = Double(mix(mix(i &+ low) ^ key)) < Double(probability) * 0x1p32
      return isDropped ? 0 : Double(1 / (1 - probability))
    }
  }

  /// Inverted dropout.
  package static func dropout(
    _ x: ReferenceArray, probability: Float, seed: UInt64
  ) -> ReferenceArray {
    let mask = dropoutMask(count: x.count, probability: probability, seed: seed)
    return ReferenceArray(x.shape, zip(x.values, mask).map { $0 * $1 })
  }
}
