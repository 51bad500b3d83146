import Detection
import TensorCore
import Testing

@Suite struct MultiThresholdSuppressionTests {
  /// Boxes around a few centres, so that many overlap much; no score is there twice.
  private static func random(_ count: Int, seed: UInt64) -> [(box: Box, score: Float)] {
    var generator = RandomGenerator(seed: seed)
    return (0..<count).map { index in
      let center = Float(index % 5) * 60
      func jitter() -> Float { generator.uniform(in: -12...12) }
      let box = Box(
        x0: center + jitter(), y0: 40 + jitter(), x1: center + 50 + jitter(), y1: 110 + jitter())
      return (
        box, (Float(index) + 0.5) * 0.618034 - ((Float(index) + 0.5) * 0.618034).rounded(.down)
      )
    }
  }

  private func found(_ pairs: [(box: Box, score: Float)], limit: Int) -> [Proposal] {
    MultiThresholdSuppression.order(pairs.map(\.box), scores: pairs.map(\.score), limit: limit).map
    {
      Proposal(box: pairs[$0.index].box, objectness: pairs[$0.index].score, level: $0.level)
    }
  }

  @Test(arguments: [0, 1, 9, 11, 60, 300, 1500])
  func agreesWithThePublishedProcedure(count: Int) {
    let pairs = Self.random(count, seed: UInt64(count) + 1)
    for limit in [1, 7, 10, 11, 40, 150, 999, 5000] {
      #expect(found(pairs, limit: limit) == plainReordering(pairs, limit: limit), "limit \(limit)")
    }
    #expect(found(pairs, limit: 0).isEmpty)
  }

  /// A short list is a long one cut off.
  @Test func prefixes() {
    let pairs = Self.random(1200, seed: 5)
    let all = found(pairs, limit: 2000)
    #expect(all.count > 300)
    for limit in [1, 5, 10, 30, 100, 250] {
      #expect(found(pairs, limit: limit) == Array(all.prefix(limit)))
    }
    #expect(zip(all, all.dropFirst()).allSatisfy { $0.score >= $1.score })
  }

  /// The first proposals are different objects, where the best scores are all of one.
  @Test func firstTenAreDifferent() {
    var pairs = Self.random(400, seed: 9)
    for index in pairs.indices where index % 5 == 0 {
      pairs[index].score = 0.5 + pairs[index].score / 2
    }
    for index in pairs.indices where index % 5 != 0 { pairs[index].score /= 2 }
    let first = found(pairs, limit: 10)
    #expect(first.allSatisfy { $0.level == 7 })
    for (i, a) in first.enumerated() {
      for b in first[..<i] { #expect(a.box.iou(b.box) <= 0.55) }
    }
    #expect(Set(first.map { ($0.box.centerX / 60).rounded() }).count > 1)
  }

  /// Beyond the paper's 2,000 the list goes on with the mildest suppression.
  @Test func longerThanThePapers() {
    let pairs = SeedBoxes(limit: 4000).boxes(width: 640, height: 480).enumerated().map {
      (box: $1, score: 1 - Float($0) / 8000)
    }
    let all = found(pairs, limit: 3500)
    #expect(all.count == 3500)
    #expect(all[2100...].allSatisfy { $0.level == 0 })
    #expect(Set(all.map(\.box)).count == 3500)
  }

  @Test func scoresThatAreNoNumbers() {
    let pairs = Self.random(50, seed: 3).map { (box: $0.box, score: Float.nan) }
    #expect(!found(pairs, limit: 20).isEmpty)
  }
}
