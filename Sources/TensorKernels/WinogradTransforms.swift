// The one-dimensional transforms for the points 0, 1, -1, 2, -2 and infinity; applied to columns,
// then to rows.

/// `B^T d` of F(4,3), and of F(3,4), which has the same points.
@inline(__always) func inputTransform(
  _ d0: Lane, _ d1: Lane, _ d2: Lane, _ d3: Lane, _ d4: Lane, _ d5: Lane
) -> (Lane, Lane, Lane, Lane, Lane, Lane) {
  let a = d4.adding(-4, d2)
  let b = d3.adding(-4, d1)
  let c = d4 - d2
  let e = d3 - d1
  return (
    d4.adding(-5, d2).adding(4, d0), a + b, a - b, c.adding(2, e), c.adding(-2, e),
    d5.adding(-5, d3).adding(4, d1)
  )
}

/// `A^T m` of F(4,3): four outputs.
@inline(__always) func outputTransform(
  _ m0: Lane, _ m1: Lane, _ m2: Lane, _ m3: Lane, _ m4: Lane, _ m5: Lane
) -> (Lane, Lane, Lane, Lane) {
  let p = m1 + m2
  let q = m1 - m2
  let r = m3 + m4
  let s = m3 - m4
  return (m0 + p + r, q.adding(2, s), p.adding(4, r), (q + m5).adding(8, s))
}

/// `A^T m` of F(3,4): three filter taps.
@inline(__always) func tapTransform(
  _ m0: Lane, _ m1: Lane, _ m2: Lane, _ m3: Lane, _ m4: Lane, _ m5: Lane
) -> (Lane, Lane, Lane) {
  let p = m1 + m2
  let r = m3 + m4
  return (m0 + p + r, (m1 - m2).adding(2, m3 - m4), (p + m5).adding(4, r))
}

/// `G g` of F(4,3): the filter's three taps.
@inline(__always) func filterTransform(
  _ g0: Lane, _ g1: Lane, _ g2: Lane
) -> (Lane, Lane, Lane, Lane, Lane, Lane) {
  let even = (g0 + g2) * (-1 / 6)
  let far = (g2 * (1 / 6)).adding(1 / 24, g0)
  return (
    g0 * 0.25, even.adding(-1 / 6, g1), even.adding(1 / 6, g1), far.adding(1 / 12, g1),
    far.adding(-1 / 12, g1), g2
  )
}

/// `G g` of F(3,4): four output gradients.
@inline(__always) func gradientTransform(
  _ g0: Lane, _ g1: Lane, _ g2: Lane, _ g3: Lane
) -> (Lane, Lane, Lane, Lane, Lane, Lane) {
  let even = (g0 + g2) * (-1 / 6)
  let odd = (g1 + g3) * (-1 / 6)
  let far = (g2 * (1 / 6)).adding(1 / 24, g0)
  let farOdd = (g3 * (1 / 3)).adding(1 / 12, g1)
  return (g0 * 0.25, even + odd, even - odd, far + farOdd, far - farOdd, g3)
}
