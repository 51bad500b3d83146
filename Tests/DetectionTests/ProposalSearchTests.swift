import Detection
import TensorCore
import Testing

/// The search for proposals with a made-up network, beside a plain reading of the paper.
@Suite struct ProposalSearchTests {
  private let objects = [
    Box(x: 40, y: 30, width: 120, height: 90), Box(x: 300, y: 200, width: 60, height: 150),
    Box(x: 310, y: 220, width: 40, height: 50), Box(x: 500, y: 20, width: 100, height: 100),
  ]
  private let seeds = SeedBoxes(limit: 600).boxes(width: 640, height: 480)

  /// The best overlap with an object, and a little that depends on the place.
  private func score(_ box: Box) -> Float {
    let overlap = objects.map { $0.iou(box) }.max() ?? 0
    let grain = (box.x0 * 7 + box.y0 * 13).truncatingRemainder(dividingBy: 11) / 110
    return min(0.9 * overlap + abs(grain), 1)
  }

  /// Half the way to the object it overlaps most; some boxes vanish.
  private func refine(_ box: Box) -> Box {
    if box.x1 > 600 && box.y1 > 460 { return Box(x0: box.x0, y0: box.y0, x1: box.x0, y1: box.y1) }
    guard let object = objects.max(by: { $0.iou(box) < $1.iou(box) }), object.iou(box) > 0 else {
      return box
    }
    return Box(
      x0: (box.x0 + object.x0) / 2, y0: (box.y0 + object.y0) / 2, x1: (box.x1 + object.x1) / 2,
      y1: (box.y1 + object.y1) / 2)
  }

  private func settings(
    repeats: Int, active: Int, limit: Int, reorders: Bool
  ) -> ProposalSettings {
    var result = ProposalSettings()
    result.repeats = repeats
    result.activeBoxes = active
    result.limit = limit
    result.reorders = reorders
    return result
  }

  @Test(arguments: [1, 2, 3, 5], [false, true])
  func agreesWithAPlainReading(repeats: Int, reorders: Bool) {
    for (active, limit) in [(60, 40), (25, 1000), (1000, 15)] {
      let settings = settings(repeats: repeats, active: active, limit: limit, reorders: reorders)
      var calls = 0
      let found = AttendRefineRepeat(settings: settings)(
        seeds: seeds,
        score: { boxes in
          calls += 1
          return boxes.map(score)
        }, refine: { $0.map(refine) })
      #expect(calls == repeats)
      #expect(found == reference(settings))
      #expect(found.count > 10 || active == 25)
    }
  }

  /// Boxes that have converged are not looked at again.
  @Test func convergedBoxesAreDropped() {
    var looked: [Int] = []
    let settings = settings(repeats: 12, active: 200, limit: 100, reorders: false)
    _ = AttendRefineRepeat(settings: settings)(
      seeds: seeds,
      score: { boxes in
        looked.append(boxes.count)
        return boxes.map(score)
      }, refine: { $0.map(refine) })
    #expect(looked[0] == seeds.count)
    // All converge after some halvings, and then the search ends by itself.
    #expect(looked.count < 12)
    #expect(zip(looked, looked.dropFirst()).allSatisfy { $0 >= $1 })
  }

  /// A refined box carries the score of the box it came from.
  @Test func scoresAreThoseOfTheInput() {
    let settings = settings(repeats: 1, active: 1000, limit: 1000, reorders: false)
    let found = AttendRefineRepeat(settings: settings)(
      seeds: seeds, score: { $0.map(score) }, refine: { $0.map(refine) })
    let pairs = Dictionary(grouping: seeds, by: refine)
    for proposal in found {
      #expect(pairs[proposal.box]?.contains { score($0) == proposal.objectness } == true)
    }
  }

  // MARK: A plain reading

  private func reference(_ settings: ProposalSettings) -> [Proposal] {
    var boxes = seeds
    var candidates: [(box: Box, score: Float)] = []
    for t in 1...settings.repeats {
      var pairs = boxes.map { (box: $0, score: score($0)) }
      if t == 1 { pairs = Array(plainNMS(pairs, 0.9).prefix(settings.activeBoxes)) }
      let refined = pairs.map { (box: refine($0.box), score: $0.score) }
      candidates += refined.filter { !$0.box.isEmpty }
      if t < settings.repeats {
        let moving = zip(pairs, refined).filter { !$1.box.isEmpty && $0.box.iou($1.box) < 0.9 }
          .map { $1 }
        boxes = plainNMS(moving, 0.9).prefix(settings.activeBoxes).map(\.box)
      }
    }
    guard settings.reorders else {
      return plainNMS(candidates, 0.9).prefix(settings.limit).map {
        Proposal(box: $0.box, objectness: $0.score)
      }
    }
    return plainReordering(candidates, limit: settings.limit)
  }
}

/// Greedy suppression, one box after the other.
func plainNMS(
  _ pairs: [(box: Box, score: Float)], _ threshold: Float
) -> [(box: Box, score: Float)] {
  let order = pairs.indices.sorted { (-pairs[$0].score, $0) < (-pairs[$1].score, $1) }
  var kept: [(box: Box, score: Float)] = []
  for index in order where kept.allSatisfy({ $0.box.iou(pairs[index].box) <= threshold }) {
    kept.append(pairs[index])
  }
  return kept
}

/// The published procedure, list by list: the lists of all thresholds first.
func plainReordering(_ candidates: [(box: Box, score: Float)], limit: Int) -> [Proposal] {
  let thresholds: [Float] = [0.95, 0.9, 0.85, 0.8, 0.75, 0.65, 0.6, 0.55]
  let caps = [max(2000, limit), 1000, 400, 200, 100, 40, 20, 10]
  let first = Array(plainNMS(candidates, thresholds[0]).prefix(caps[0]))
  let lists = thresholds.map { plainNMS(first, $0) }
  var result: [Proposal] = []
  for i in lists.indices.reversed() {
    let new = lists[i].filter { pair in
      !result.contains { $0.box == pair.box && $0.objectness == pair.score }
    }
    result += new.prefix(max(0, caps[i] - result.count)).map {
      Proposal(box: $0.box, objectness: $0.score, level: i)
    }
  }
  return Array(result.prefix(limit))
}
