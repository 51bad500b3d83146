import Detection
import Foundation
import TensorCore
import Testing

@Suite struct BoxOffsetsTests {
  @Test func byHand() {
    let region = Box(x: 0, y: 0, width: 100, height: 50)
    // 30 widths of a hundred to the right, 10 heights of fifty down, 1.2 times as wide.
    let offsets = BoxOffsets(of: Box(x: 20, y: 10, width: 120, height: 50), from: region).values
    #expect(abs(offsets[0] - 3) < 1e-5)
    #expect(abs(offsets[1] - 2) < 1e-5)
    #expect(abs(offsets[2] - 0.911_607_8) < 1e-5)
    #expect(offsets[3] == 0)
    #expect(BoxOffsets(of: region, from: region).values == .zero)
    let moved = BoxOffsets([1, -1, 0, log(2) / 0.2]).box(from: region)
    #expect(moved.isWithin(1e-4, of: Box(x: 10, y: -30, width: 100, height: 100)))
  }

  @Test func thereAndBack() {
    var generator = RandomGenerator(seed: 4)
    func box() -> Box {
      Box(
        x: generator.uniform(in: -50...400), y: generator.uniform(in: -50...400),
        width: generator.uniform(in: 8...300), height: generator.uniform(in: 8...300))
    }
    for _ in 0..<200 {
      let (object, region) = (box(), box())
      let back = BoxOffsets(of: object, from: region).box(from: region)
      #expect(back.isWithin(2e-3, of: object), "\(back), not \(object)")
    }
  }

  @Test func growthIsLimited() {
    let grown = BoxOffsets([0, 0, 1e9, 1e30]).box(from: Box(x: 0, y: 0, width: 2, height: 4))
    #expect(abs(grown.width - 125) < 1e-2 && abs(grown.height - 250) < 1e-2)
    #expect(BoxOffsets([.nan, 0, 0, 0]).box(from: Box(x: 0, y: 0, width: 2, height: 4)).isEmpty)
  }
}
