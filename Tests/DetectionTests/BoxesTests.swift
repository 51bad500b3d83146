import Detection
import Testing

@Suite struct BoxesTests {
  @Test func sizes() {
    let box = Box(x: 10, y: 20, width: 30, height: 40)
    #expect(box == Box(x0: 10, y0: 20, x1: 40, y1: 60))
    #expect((box.width, box.height, box.area) == (30, 40, 1200))
    #expect((box.centerX, box.centerY) == (25, 40))
    #expect(!box.isEmpty)
    let empties = [
      Box(x0: 1, y0: 1, x1: 1, y1: 5), Box(x0: 5, y0: 1, x1: 1, y1: 5),
      Box(x0: 5, y0: 5, x1: 1, y1: 1), Box(x0: .nan, y0: 0, x1: 1, y1: 1),
    ]
    for empty in empties {
      #expect(empty.isEmpty)
      #expect(empty.area == 0)
    }
  }

  @Test func overlaps() {
    let a = Box(x: 0, y: 0, width: 10, height: 10)
    let b = Box(x: 5, y: 5, width: 10, height: 10)
    #expect(a.iou(b) == Float(1) / 7)
    #expect(b.iou(a) == a.iou(b))
    #expect(a.iou(a) == 1)
    #expect(a.fraction(inside: b) == 0.25)
    #expect(a.intersection(b) == Box(x0: 5, y0: 5, x1: 10, y1: 10))
    let touching = Box(x: 10, y: 0, width: 10, height: 10)
    #expect(a.iou(touching) == 0)
    #expect(a.fraction(inside: touching) == 0)
    #expect(a.intersection(touching).isEmpty)
    let point = Box(x: 5, y: 5, width: 0, height: 0)
    #expect(point.iou(point) == 0)
    #expect(point.fraction(inside: a) == 0)
  }

  @Test func geometry() {
    let box = Box(x0: -5, y0: 10, x1: 30, y1: 120)
    #expect(box.clipped(toWidth: 20, height: 100) == Box(x0: 0, y0: 10, x1: 20, y1: 100))
    #expect(
      Box(x0: 30, y0: 1, x1: 40, y1: 2).clipped(toWidth: 20, height: 100).isEmpty)
    // The foveal regions of MultiPathNet for (100, 60, 180, 100).
    let object = Box(x0: 100, y0: 60, x1: 180, y1: 100)
    #expect(object.scaled(by: 1) == object)
    #expect(object.scaled(by: 1.5) == Box(x0: 80, y0: 50, x1: 200, y1: 110))
    #expect(object.scaled(by: 2) == Box(x0: 60, y0: 40, x1: 220, y1: 120))
    #expect(object.scaled(by: 4) == Box(x0: -20, y0: 0, x1: 300, y1: 160))
    #expect(object.resized(scaleX: 0.5, scaleY: 2) == Box(x0: 50, y0: 120, x1: 90, y1: 200))
    let flipped = object.flippedHorizontally(width: 200)
    #expect(flipped == Box(x0: 20, y0: 60, x1: 100, y1: 100))
    #expect(flipped.flippedHorizontally(width: 200) == object)
  }

  @Test func suppression() {
    let boxes = [
      Box(x: 0, y: 0, width: 10, height: 10), Box(x: 0, y: 0, width: 10, height: 5),
      Box(x: 100, y: 0, width: 10, height: 10), Box(x: 1, y: 0, width: 10, height: 10),
    ]
    let scores: [Float] = [0.5, 0.9, 0.5, 0.1]
    // IoU of the first two is exactly 0.5, which does not suppress at 0.5.
    #expect(nms(boxes, scores: scores, threshold: 0.5) == [1, 0, 2])
    #expect(nms(boxes, scores: scores, threshold: 0.49) == [1, 2, 3])
    #expect(nms(boxes, scores: scores, threshold: 0.5, limit: 2) == [1, 0])
    #expect(nms(boxes, scores: scores, threshold: 1) == [1, 0, 2, 3])
    #expect(nms(boxes, scores: scores, threshold: 0.5, limit: 0).isEmpty)
    #expect(nms([], scores: [], threshold: 0.5).isEmpty)
    #expect(nms(boxes, scores: [.nan, 0.9, 0.5, 0.1], threshold: 1) == [1, 2, 3, 0])
    #expect(nms(boxes, scores: [1, 1, 1, 1], threshold: 1) == [0, 1, 2, 3])
  }

  /// Boxes and scores with ties, at counts around those of lanes.
  private static func random(_ count: Int) -> (boxes: [Box], scores: [Float]) {
    var generator = SplitMix(state: UInt64(count))
    let boxes = (0..<count).map { _ in
      Box(
        x: Float(generator.next() % 80), y: Float(generator.next() % 80),
        width: Float(generator.next() % 40), height: Float(1 + generator.next() % 40))
    }
    return (boxes, boxes.map { _ in Float(generator.next() % 50) - 5 })
  }

  private static let counts = [0, 1, 7, 8, 9, 15, 16, 17, 64, 300]

  @Test(arguments: counts) func suppressionAgreesWithAPlainLoop(count: Int) {
    let (boxes, scores) = Self.random(count)
    for threshold in [Float(0), 0.3, 0.7] {
      var alive = [Bool](repeating: true, count: boxes.count)
      var expected: [Int] = []
      while let best = boxes.indices.filter({ alive[$0] })
        .min(by: { (-scores[$0], $0) < (-scores[$1], $1) })
      {
        expected.append(best)
        alive[best] = false
        for other in boxes.indices where boxes[best].iou(boxes[other]) > threshold {
          alive[other] = false
        }
      }
      #expect(nms(boxes, scores: scores, threshold: threshold) == expected)
      #expect(
        nms(boxes, scores: scores, threshold: threshold, limit: 9) == Array(expected.prefix(9)))
    }
  }

  @Test func scoresInOrder() {
    let boxes = (0..<9).map { Box(x: Float($0) * 20, y: 0, width: 10, height: 10) }
    let scores: [Float] = [-0.0, 0, .infinity, -1, .nan, -.infinity, 1e-30, -1e-30, 5]
    #expect(nms(boxes, scores: scores, threshold: 0.5) == [2, 8, 6, 0, 1, 7, 3, 4, 5])
  }

  @Test(arguments: counts) func votingAgreesWithAPlainLoop(count: Int) {
    let (boxes, scores) = Self.random(count)
    for threshold in [Float(0), 0.3, 0.7] {
      let kept = nms(boxes, scores: scores, threshold: 0.4)
      let expected = kept.map { index -> Box in
        let center = boxes[index]
        var sum = SIMD4<Float>.zero
        var total: Float = 0
        for (box, score) in zip(boxes, scores) where score > 0 && center.iou(box) >= threshold {
          sum +=
            score
            * SIMD4(box.x0 - center.x0, box.y0 - center.y0, box.x1 - center.x1, box.y1 - center.y1)
          total += score
        }
        guard total > 0 else { return center }
        let shift = sum / total
        return Box(
          x0: center.x0 + shift[0], y0: center.y0 + shift[1], x1: center.x1 + shift[2],
          y1: center.y1 + shift[3])
      }
      #expect(boxVoting(kept: kept, boxes: boxes, scores: scores, threshold: threshold) == expected)
    }
  }

  @Test func voting() {
    let boxes = [
      Box(x: 0, y: 0, width: 10, height: 10), Box(x: 2, y: 0, width: 10, height: 10),
      Box(x: 100, y: 0, width: 10, height: 10), Box(x: 1, y: 0, width: 10, height: 10),
    ]
    let voted = boxVoting(kept: [0, 2], boxes: boxes, scores: [3, 1, 0.5, -2])
    #expect(voted == [Box(x: 0.5, y: 0, width: 10, height: 10), boxes[2]])
    #expect(boxVoting(kept: [1], boxes: boxes, scores: [0, 0, 0, -1]) == [boxes[1]])
    #expect(boxVoting(kept: [], boxes: boxes, scores: [1, 1, 1, 1]).isEmpty)
    // Without the vote of the box that only reaches 0.6 at a threshold of 0.7.
    #expect(
      boxVoting(kept: [0], boxes: boxes, scores: [1, 1, 1, 1], threshold: 0.7)
        == [Box(x: 0.5, y: 0, width: 10, height: 10)])
  }
}

/// A small repeatable generator.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
