/// F(4, 3), with the points 0, 1, -1, 2, -2 and infinity; and F(3, 4), which has the same.
enum WinogradF4: WinogradTransform {
  @inline(__always) static var outputs: Int { 4 }

  @inline(__always)
  static func transformInput(_ d: (Int) -> Lane, _ give: (Int, Lane) -> Void) {
    let (d0, d1, d2, d3, d4, d5) = (d(0), d(1), d(2), d(3), d(4), d(5))
    let a = d4.adding(-4, d2)
    let b = d3.adding(-4, d1)
    let c = d4 - d2
    let e = d3 - d1
    give(0, d4.adding(-5, d2).adding(4, d0))
    give(1, a + b)
    give(2, a - b)
    give(3, c.adding(2, e))
    give(4, c.adding(-2, e))
    give(5, d5.adding(-5, d3).adding(4, d1))
  }

  @inline(__always)
  static func transformOutput(_ m: (Int) -> Lane, _ give: (Int, Lane) -> Void) {
    let (m0, m1, m2, m3, m4, m5) = (m(0), m(1), m(2), m(3), m(4), m(5))
    let p = m1 + m2
    let q = m1 - m2
    let r = m3 + m4
    let s = m3 - m4
    give(0, m0 + p + r)
    give(1, q.adding(2, s))
    give(2, p.adding(4, r))
    give(3, (q + m5).adding(8, s))
  }

  @inline(__always)
  static func transformFilter(_ g: (Int) -> Lane, _ give: (Int, Lane) -> Void) {
    let (g0, g1, g2) = (g(0), g(1), g(2))
    let even = (g0 + g2) * (-1 / 6)
    let far = (g2 * (1 / 6)).adding(1 / 24, g0)
    give(0, g0 * 0.25)
    give(1, even.adding(-1 / 6, g1))
    give(2, even.adding(1 / 6, g1))
    give(3, far.adding(1 / 12, g1))
    give(4, far.adding(-1 / 12, g1))
    give(5, g2)
  }

  /// `A^T m` of F(3, 4): three filter taps.
  @inline(__always)
  static func transformTaps(_ m: (Int) -> Lane, _ give: (Int, Lane) -> Void) {
    let (m0, m1, m2, m3, m4, m5) = (m(0), m(1), m(2), m(3), m(4), m(5))
    let p = m1 + m2
    let r = m3 + m4
    give(0, m0 + p + r)
    give(1, (m1 - m2).adding(2, m3 - m4))
    give(2, (p + m5).adding(4, r))
  }

  /// `G g` of F(3, 4): four output gradients.
  @inline(__always)
  static func transformGradient(_ g: (Int) -> Lane, _ give: (Int, Lane) -> Void) {
    let (g0, g1, g2, g3) = (g(0), g(1), g(2), g(3))
    let even = (g0 + g2) * (-1 / 6)
    let odd = (g1 + g3) * (-1 / 6)
    let far = (g2 * (1 / 6)).adding(1 / 24, g0)
    let farOdd = (g3 * (1 / 3)).adding(1 / 12, g1)
    give(0, g0 * 0.25)
    give(1, even + odd)
    give(2, even - odd)
    give(3, far + farOdd)
    give(4, far - farOdd)
    give(5, g3)
  }
}
