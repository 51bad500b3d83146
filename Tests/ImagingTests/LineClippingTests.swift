import Imaging
import Testing

@Suite struct LineClippingTests {
  private let region = Region(x0: 0, y0: 0, x1: 10, y1: 10)

  @Test func aLineThatLeavesAndComesBack() {
    let pieces = LineClipping.pieces(
      of: [Point(x: 1, y: 5), Point(x: 3, y: 15), Point(x: 5, y: 5)], in: region)
    #expect(
      pieces == [
        [Point(x: 1, y: 5), Point(x: 2, y: 10)], [Point(x: 4, y: 10), Point(x: 5, y: 5)],
      ])
  }

  @Test func whatIsInsideStaysWhole() {
    let points = [Point(x: 0, y: 0), Point(x: 3, y: 7), Point(x: 10, y: 10)]
    #expect(LineClipping.pieces(of: points, in: region) == [points])
  }

  @Test func gaps() {
    let (a, b, c) = (Point(x: 1, y: 1), Point(x: 2, y: 2), Point(x: 3, y: 3))
    #expect(LineClipping.pieces(of: [a, b, nil, c, b], in: region) == [[a, b], [c, b]])
    #expect(LineClipping.pieces(of: [a, Point(x: .nan, y: 1), b, c], in: region) == [[b, c]])
    #expect(LineClipping.pieces(of: [a, Point(x: 2, y: .infinity)], in: region).isEmpty)
    #expect(LineClipping.pieces(of: [a, nil, b], in: region).isEmpty)
    #expect(LineClipping.pieces(of: [], in: region).isEmpty)
  }

  /// Points along a line are inside exactly if they are on one of its pieces.
  @Test func randomLines() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      func coordinate() -> Float { Float.random(in: -15...25, using: &generator) }
      let (start, end) = (
        Point(x: coordinate(), y: coordinate()), Point(x: coordinate(), y: coordinate())
      )
      let piece = LineClipping.pieces(of: [start, end], in: region).first
      for step in 0...100 {
        let share = Float(step) / 100
        let (x, y) = (
          start.x + share * (end.x - start.x), start.y + share * (end.y - start.y)
        )
        // Points on the edge may fall to either side.
        let depth = min(min(x, 10 - x), min(y, 10 - y))
        guard abs(depth) > 0.01 else { continue }
        let isOnPiece =
          piece.map {
            (min($0[0].x, $0[1].x) - 1e-3...max($0[0].x, $0[1].x) + 1e-3).contains(x)
              && (min($0[0].y, $0[1].y) - 1e-3...max($0[0].y, $0[1].y) + 1e-3).contains(y)
          } ?? false
        #expect(isOnPiece == (depth > 0))
      }
    }
  }
}
