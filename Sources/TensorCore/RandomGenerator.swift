import Glibc

/// The xoshiro256** generator (Blackman & Vigna), seeded through SplitMix64: small and fast.
public struct RandomGenerator: RandomNumberGenerator, Sendable, Hashable {
  private var a, b, c, d: UInt64

  public init(seed: UInt64) {
    var state = seed
    func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    (a, b, c, d) = (next(), next(), next(), next())
  }

  /// A generator for one item of a stream (an epoch, a picture), independent of how often others
  /// were asked.
  public init(seed: UInt64, stream: UInt64...) {
    var mixed = seed
    for part in stream {
      var generator = RandomGenerator(seed: mixed ^ (part &* 0xD6E8_FEB8_6659_FD93))
      mixed = generator.next()
    }
    self.init(seed: mixed)
  }

  public mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, by k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotated(b &* 5, by: 7) &* 9
    let t = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotated(d, by: 45)
    return result
  }

  /// A number in 0..<1 with 24 random bits.
  public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// A whole number in 0..<bound, all equally likely but for 1 / 2^64.
  /// - Precondition: `bound` is at least 1.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound >= 1, "a random number below \(bound)")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number in `range`, which rounding may bring to its upper bound.
  public mutating func uniform(in range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A number of the standard normal distribution (Box-Muller).
  public mutating func normal() -> Float {
    let radius = (-2 * logf(1 - uniform())).squareRoot()
    return radius * cosf(2 * .pi * uniform())
  }

  /// True with the given probability.
  public mutating func chance(_ probability: Float) -> Bool { uniform() < probability }
}
