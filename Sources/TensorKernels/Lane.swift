/// Eight channels: one AVX2 register, two NEON registers.
package typealias Lane = SIMD8<Float>

package typealias Floats = UnsafePointer<Float>
package typealias MutableFloats = UnsafeMutablePointer<Float>

/// The number of floats in a `Lane`.
package let laneWidth = 8

@inline(__always) func load(_ pointer: Floats, _ offset: Int = 0) -> Lane {
  UnsafeRawPointer(pointer + offset).loadUnaligned(as: Lane.self)
}

@inline(__always) func load(_ pointer: MutableFloats, _ offset: Int = 0) -> Lane {
  UnsafeRawPointer(pointer + offset).loadUnaligned(as: Lane.self)
}

@inline(__always) func store(_ pointer: MutableFloats, _ offset: Int, _ value: Lane) {
  UnsafeMutableRawPointer(pointer + offset).storeBytes(of: value, as: Lane.self)
}

/// Calls `body` with the first channels of two lanes at a time, so that their sums do not wait for one
/// another, and `rest` with each channel that is left. Of an odd number of lanes, the last comes as
/// both: what is read must be read before anything is written.
@inline(__always) func forEachLanePair(
  _ channels: Int, _ body: (_ c: Int, _ d: Int) -> Void, rest: (Int) -> Void
) {
  let whole = channels / laneWidth * laneWidth
  for c in stride(from: 0, to: whole, by: 2 * laneWidth) {
    body(c, min(c + laneWidth, whole - laneWidth))
  }
  for c in whole..<channels { rest(c) }
}

/// Calls `body(channel, laneWidth)` for whole lanes, then `body(channel, 1)` for what is left.
@inline(__always) func forEachLane(_ channels: Int, _ body: (_ channel: Int, _ width: Int) -> Void)
{
  var c = 0
  while c + laneWidth <= channels {
    body(c, laneWidth)
    c += laneWidth
  }
  while c < channels {
    body(c, 1)
    c += 1
  }
}

extension SIMD8<Float> {
  /// `self += a * b`, rounded once.
  @inline(__always) mutating func addProduct(_ a: Self, _ b: Self) { self = addingProduct(a, b) }

  /// `self + factor * other`, rounded once.
  @inline(__always) func adding(_ factor: Float, _ other: Self) -> Self {
    addingProduct(Self(repeating: factor), other)
  }

  /// The larger of each pair; `a` where it is not a number.
  @inline(__always) static func maximum(_ a: Self, _ b: Self) -> Self {
    a.replacing(with: b, where: a .< b)
  }

  /// Eight rows as eight columns: three perfect shuffles.
  @inline(__always) static func transpose(
    _ rows: (Self, Self, Self, Self, Self, Self, Self, Self)
  ) -> (Self, Self, Self, Self, Self, Self, Self, Self) {
    @inline(__always) func interleaved(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> Self {
      var result = Self()
      result.evenHalf = a
      result.oddHalf = b
      return result
    }
    @inline(__always) func low(_ a: Self, _ b: Self) -> Self { interleaved(a.lowHalf, b.lowHalf) }
    @inline(__always) func high(_ a: Self, _ b: Self) -> Self {
      interleaved(a.highHalf, b.highHalf)
    }
    var r = rows
    for _ in 0..<3 {
      r = (
        low(r.0, r.4), high(r.0, r.4), low(r.1, r.5), high(r.1, r.5), low(r.2, r.6),
        high(r.2, r.6), low(r.3, r.7), high(r.3, r.7)
      )
    }
    return r
  }
}
