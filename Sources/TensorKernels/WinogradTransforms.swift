// The one-dimensional transforms for the points 0, 1, -1, 2, -2 and infinity; applied to rows, then
// to columns.

/// `B^T d` of F(4,3), and of F(3,4), which has the same points.
@inline(__always) func inputTransform<V: SIMD>(
  _ d0: V, _ d1: V, _ d2: V, _ d3: V, _ d4: V, _ d5: V
) -> (V, V, V, V, V, V) where V.Scalar == Float {
  let a = d4 - 4 * d2
  let b = d3 - 4 * d1
  let c = d4 - d2
  let e = 2 * (d3 - d1)
  return (4 * d0 - 5 * d2 + d4, a + b, a - b, c + e, c - e, 4 * d1 - 5 * d3 + d5)
}

/// `A^T m` of F(4,3): four outputs.
@inline(__always) func outputTransform<V: SIMD>(
  _ m0: V, _ m1: V, _ m2: V, _ m3: V, _ m4: V, _ m5: V
) -> (V, V, V, V) where V.Scalar == Float {
  let p = m1 + m2
  let q = m1 - m2
  let r = m3 + m4
  let s = m3 - m4
  return (m0 + p + r, q + 2 * s, p + 4 * r, q + 8 * s + m5)
}

/// `A^T m` of F(3,4): three filter taps.
@inline(__always) func tapTransform<V: SIMD>(
  _ m0: V, _ m1: V, _ m2: V, _ m3: V, _ m4: V, _ m5: V
) -> (V, V, V) where V.Scalar == Float {
  let p = m1 + m2
  let r = m3 + m4
  return (m0 + p + r, m1 - m2 + 2 * (m3 - m4), p + 4 * r + m5)
}

/// `G g` of F(4,3): the filter's three taps.
@inline(__always) func filterTransform<V: SIMD>(_ g0: V, _ g1: V, _ g2: V) -> (V, V, V, V, V, V)
where V.Scalar == Float {
  let even = (g0 + g2) * (-1 / 6)
  let odd = g1 * (-1 / 6)
  let far = g0 * (1 / 24) + g2 * (1 / 6)
  let farOdd = g1 * (1 / 12)
  return (g0 * 0.25, even + odd, even - odd, far + farOdd, far - farOdd, g2)
}

/// `G g` of F(3,4): four output gradients.
@inline(__always) func gradientTransform<V: SIMD>(
  _ g0: V, _ g1: V, _ g2: V, _ g3: V
) -> (V, V, V, V, V, V) where V.Scalar == Float {
  let even = (g0 + g2) * (-1 / 6)
  let odd = (g1 + g3) * (-1 / 6)
  let far = g0 * (1 / 24) + g2 * (1 / 6)
  let farOdd = g1 * (1 / 12) + g3 * (1 / 3)
  return (g0 * 0.25, even + odd, even - odd, far + farOdd, far - farOdd, g3)
}
