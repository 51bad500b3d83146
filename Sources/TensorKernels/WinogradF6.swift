/// F(6, 3), with the points 0, 1, -1, 2, -2, 1/2, -1/2 and infinity.
enum WinogradF6: WinogradTransform {
  @inline(__always) static var outputs: Int { 6 }

  @inline(__always)
  static func transformInput(_ d: (Int) -> Lane, _ give: (Int, Lane) -> Void) {
    let (d0, d1, d2, d3) = (d(0), d(1), d(2), d(3))
    let (d4, d5, d6, d7) = (d(4), d(5), d(6), d(7))
    give(0, (d0 - d6).adding(5.25, d4 - d2))
    give(7, (d7 - d1).adding(5.25, d3 - d5))
    @inline(__always) func pair(_ i: Int, _ even: Lane, _ odd: Lane) {
      give(i, even + odd)
      give(i + 1, even - odd)
    }
    pair(1, (d2 + d6).adding(-4.25, d4), (d1 + d5).adding(-4.25, d3))
    pair(3, d6.adding(0.25, d2).adding(-1.25, d4), (d1 * 0.5).adding(-2.5, d3).adding(2, d5))
    pair(5, d6.adding(4, d2).adding(-5, d4), (d1 * 2).adding(-2.5, d3).adding(0.5, d5))
  }

  @inline(__always)
  static func transformOutput(_ m: (Int) -> Lane, _ give: (Int, Lane) -> Void) {
    let (m0, m1, m2, m3) = (m(0), m(1), m(2), m(3))
    let (m4, m5, m6, m7) = (m(4), m(5), m(6), m(7))
    let (p, q) = (m1 + m2, m1 - m2)
    let (r, s) = (m3 + m4, m3 - m4)
    let (u, v) = (m5 + m6, m5 - m6)
    give(0, (m0 + p + r).adding(32, u))
    give(1, q.adding(2, s).adding(16, v))
    give(2, p.adding(4, r).adding(8, u))
    give(3, q.adding(8, s).adding(4, v))
    give(4, p.adding(16, r).adding(2, u))
    give(5, (q + v + m7).adding(32, s))
  }

  @inline(__always)
  static func transformFilter(_ g: (Int) -> Lane, _ give: (Int, Lane) -> Void) {
    let (g0, g1, g2) = (g(0), g(1), g(2))
    give(0, g0)
    give(7, g2)
    @inline(__always) func pair(_ i: Int, _ even: Lane, _ odd: Lane) {
      give(i, even + odd)
      give(i + 1, even - odd)
    }
    pair(1, (g0 + g2) * (-2 / 9), g1 * (-2 / 9))
    pair(3, (g0 * (1 / 90)).adding(2 / 45, g2), g1 * (1 / 45))
    pair(5, (g0 * (1 / 45)).adding(1 / 180, g2), g1 * (1 / 90))
  }
}
