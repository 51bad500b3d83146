/// F(2, 3), with the points 0, 1, -1 and infinity.
enum WinogradF2: WinogradTransform {
  @inline(__always) static var outputs: Int { 2 }

  @inline(__always)
  static func transformInput(_ d: (Int) -> Lane, _ give: (Int, Lane) -> Void) {
    let (d0, d1, d2, d3) = (d(0), d(1), d(2), d(3))
    give(0, d0 - d2)
    give(1, d1 + d2)
    give(2, d2 - d1)
    give(3, d3 - d1)
  }

  @inline(__always)
  static func transformOutput(_ m: (Int) -> Lane, _ give: (Int, Lane) -> Void) {
    let (m0, m1, m2, m3) = (m(0), m(1), m(2), m(3))
    give(0, m0 + m1 + m2)
    give(1, m1 - m2 + m3)
  }

  @inline(__always)
  static func transformFilter(_ g: (Int) -> Lane, _ give: (Int, Lane) -> Void) {
    let (g0, g1, g2) = (g(0), g(1), g(2))
    let even = (g0 + g2) * 0.5
    give(0, g0)
    give(1, even.adding(0.5, g1))
    give(2, even.adding(-0.5, g1))
    give(3, g2)
  }
}
