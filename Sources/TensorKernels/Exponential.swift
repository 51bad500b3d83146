/// `exp` of each lane for x <= 0, to about 1 unit in the last place, subnormal results included; NaN
/// stays NaN.
///
/// `x = n ln 2 + r` with `|r| <= ln 2 / 2`, where the Taylor series to the seventh power is exact to
/// 5e-9, and `2^n` in two factors, as the smallest powers do not fit in one.
@inline(__always) func exp(_ x: Lane) -> Lane {
  // Below this the result is zero anyway, and n stays in range.
  let x = x.replacing(with: -104, where: x .< -104)
  // Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits.
  let shift: Float = 12_582_912
  let rounded = Lane(repeating: shift).addingProduct(x, Lane(repeating: 1.442_695_04))
  let n = rounded - shift
  var r = x.addingProduct(n, Lane(repeating: -0.693_147_182))
  r.addProduct(n, Lane(repeating: 1.904_654_3e-9))  // what the Float above lacks of ln 2
  var series = Lane(repeating: 1 / 5040)
  series = plus(1 / 720, series, r)
  series = plus(1 / 120, series, r)
  series = plus(1 / 24, series, r)
  series = plus(1 / 6, series, r)
  series = plus(1 / 2, series, r)
  series = plus(1, series, r)
  series = plus(1, series, r)
  let power = unsafeBitCast(rounded, to: SIMD8<Int32>.self) &- Int32(bitPattern: shift.bitPattern)
  let half = power &>> 1
  return series * powerOfTwo(half) * powerOfTwo(power &- half)
}

/// `2^n` for n in -126...127.
@inline(__always) private func powerOfTwo(_ n: SIMD8<Int32>) -> Lane {
  unsafeBitCast((n &+ 127) &<< 23, to: Lane.self)
}

/// `log(1 + x)` of each lane for x in 0...1, to about 2 units in the last place.
///
/// `2 artanh(z)` with `z = x / (2 + x) <= 1 / 3`: the series to the 15th power is exact to 1e-8.
@inline(__always) func log1p(_ x: Lane) -> Lane {
  let z = x / (x + 2)
  let square = z * z
  var series = Lane(repeating: 1 / 15)
  series = plus(1 / 13, series, square)
  series = plus(1 / 11, series, square)
  series = plus(1 / 9, series, square)
  series = plus(1 / 7, series, square)
  series = plus(1 / 5, series, square)
  series = plus(1 / 3, series, square)
  series = plus(1, series, square)
  return 2 * z * series
}

/// `c + a * b`: one step of Horner's rule.
@inline(__always) private func plus(_ c: Float, _ a: Lane, _ b: Lane) -> Lane {
  Lane(repeating: c).addingProduct(a, b)
}
