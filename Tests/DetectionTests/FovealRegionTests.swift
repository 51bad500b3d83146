import Detection
import Testing

@Suite struct FovealRegionTests {
  /// Boxes computed by hand from MultiPathNet's Foveal.lua: about the same centre, not clipped.
  @Test func regionsOfMultiPathNet() {
    let box = Box(x0: 100, y0: 60, x1: 180, y1: 100)
    #expect(FovealRegion.allCases == [.x1, .x1_5, .x2, .x4])
    #expect(FovealRegion.x1.box(of: box) == box)
    #expect(FovealRegion.x1_5.box(of: box) == Box(x0: 80, y0: 50, x1: 200, y1: 110))
    #expect(FovealRegion.x2.box(of: box) == Box(x0: 60, y0: 40, x1: 220, y1: 120))
    #expect(FovealRegion.x4.box(of: box) == Box(x0: -20, y0: 0, x1: 300, y1: 160))
  }
}
