import Detection
import TensorCore
import Testing

/// The rounds with a made-up classifier and localisation, beside algorithm 1 of LocNet as it is
/// written: one class after the other.
@Suite struct ScoringRoundsTests {
  private let classCount = 4
  private let proposals = SeedBoxes(limit: 300).boxes(width: 320, height: 240)
  private let thresholds: [Float] = [0.3, 0.05, 0.6, 0.3]

  /// Numbers in 0..<1 that depend on a box and a place.
  private func number(_ box: Box, _ place: Int) -> Float {
    var hasher = RandomGenerator(
      seed: UInt64(box.x0.bitPattern) << 32 | UInt64(box.y1.bitPattern),
      stream: UInt64(box.x1.bitPattern) << 32 | UInt64(box.y0.bitPattern) ^ UInt64(place))
    return hasher.uniform()
  }

  private func probabilities(_ box: Box) -> [Float] {
    (0..<classCount).map { number(box, $0) * number(box, 10 + $0) }
  }

  /// Moves a box; some become empty.
  private func moved(_ box: Box, _ category: Int) -> Box {
    if number(box, 70 + category) < 0.1 { return Box(x: 5, y: 5, width: 0, height: 9) }
    let shift = box.width * (number(box, 50 + category) - 0.5) * 0.3
    return Box(x: box.x0 + shift, y: box.y0, width: box.width, height: box.height * 0.95)
  }

  private func regressed(_ box: Box) -> [Box] {
    (0..<classCount).map {
      Box(x: box.x0 + Float($0), y: box.y0, width: box.width, height: box.height)
    }
  }

  private func settings(rounds: Int, refined: Int = 100_000) -> InferenceSettings {
    var settings = InferenceSettings()
    settings.scoringRounds = rounds
    settings.firstOverlap = 0.7
    settings.firstLimit = 30
    settings.refinedBoxes = refined
    return settings
  }

  private struct Candidate: Hashable {
    let box: Box
    let score: Float
  }

  /// Algorithm 1 for one class.
  private func reference(category: Int, rounds: Int, hasRegressor: Bool) -> Set<Candidate> {
    func scored(_ boxes: [Box]) -> [Candidate] {
      boxes.map {
        Candidate(
          box: hasRegressor ? regressed($0)[category] : $0, score: probabilities($0)[category])
      }
      .filter { $0.score >= thresholds[category] }
    }
    var current = scored(proposals)
    current = nms(current.map(\.box), scores: current.map(\.score), threshold: 0.7, limit: 30)
      .map { current[$0] }
    var all = Set(current)
    for _ in 1..<rounds {
      current = scored(current.map { moved($0.box, category) }.filter { !$0.isEmpty })
      all.formUnion(current)
    }
    return all
  }

  private func sets(_ found: [ScoredBoxes]) -> [Set<Candidate>] {
    found.map { Set(zip($0.boxes, $0.scores).map { Candidate(box: $0, score: $1) }) }
  }

  @Test(arguments: 1...4, [false, true])
  func classesOfTheirOwnAreAlgorithmOne(rounds: Int, hasRegressor: Bool) {
    let search = ScoringRounds(
      settings: settings(rounds: rounds), thresholds: thresholds, refinesByClass: true)
    let found = search(proposals) { boxes in
      boxes.map {
        RegionScores(probabilities: probabilities($0), boxes: hasRegressor ? regressed($0) : nil)
      }
    } refine: { boxes, categories in
      zip(boxes, categories).map(moved)
    }
    let expected = (0..<classCount).map {
      reference(category: $0, rounds: rounds, hasRegressor: hasRegressor)
    }
    #expect(sets(found) == expected)
    // Nothing twice, and enough of everything for the comparison to mean something.
    #expect(found.map(\.boxes.count) == expected.map(\.count))
    #expect(expected[1].count > 20 && expected.contains { $0.count < 30 * rounds })
  }

  /// One network for all classes: every box is refined once and scored once, for all classes.
  @Test func sharedBoxesAreScoredOnce() {
    var scored: [[Box]] = []
    var refined: [[Box]] = []
    let search = ScoringRounds(
      settings: settings(rounds: 3), thresholds: thresholds, refinesByClass: false)
    let found = search(proposals) { boxes in
      scored.append(boxes)
      return boxes.map { RegionScores(probabilities: probabilities($0)) }
    } refine: { boxes, _ in
      refined.append(boxes)
      return boxes.map { moved($0, 0) }
    }
    #expect(scored.count == 3 && refined.count == 2)
    for boxes in scored + refined { #expect(Set(boxes).count == boxes.count) }
    // What is refined are the survivors of the first suppression in any class, then all that
    // reach a threshold.
    let firsts = (0..<classCount).map { reference(category: $0, rounds: 1, hasRegressor: false) }
    #expect(Set(refined[0]) == Set(firsts.flatMap { $0.map(\.box) }))
    #expect(Set(scored[1]) == Set(refined[0].map { moved($0, 0) }.filter { !$0.isEmpty }))
    for (category, own) in sets(found).enumerated() {
      let later = (scored[1] + scored[2]).map {
        Candidate(box: $0, score: probabilities($0)[category])
      }
      .filter { $0.score >= thresholds[category] }
      #expect(own == firsts[category].union(later))
    }
  }

  /// A box regressor of the classifier makes boxes differ by class, whoever refines them.
  @Test func regressedBoxesBelongToTheirClass() {
    let search = ScoringRounds(
      settings: settings(rounds: 2), thresholds: thresholds, refinesByClass: false)
    let found = search(proposals) { boxes in
      boxes.map { RegionScores(probabilities: probabilities($0), boxes: regressed($0)) }
    } refine: { boxes, categories in
      zip(boxes, categories).map(moved)
    }
    let expected = (0..<classCount).map { reference(category: $0, rounds: 2, hasRegressor: true) }
    #expect(sets(found) == expected)
  }

  @Test(arguments: [0, 1, 7]) func theMostCertainAreRefined(limit: Int) {
    for refinesByClass in [false, true] {
      let search = ScoringRounds(
        settings: settings(rounds: 3, refined: limit), thresholds: thresholds,
        refinesByClass: refinesByClass)
      var refined: [[Box]] = []
      let found = search(proposals) { boxes in
        boxes.map { RegionScores(probabilities: probabilities($0)) }
      } refine: { boxes, categories in
        refined.append(boxes)
        return zip(boxes, categories).map(moved)
      }
      #expect(refined.allSatisfy { $0.count <= limit })
      guard let first = refined.first, limit > 0 else { continue }
      let best = (0..<classCount)
        .flatMap { reference(category: $0, rounds: 1, hasRegressor: false) }.map(\.score).max()
      #expect(first.first.map { probabilities($0).max() } == best)
      // Boxes that are not refined stay candidates.
      #expect(
        found[1].boxes.count >= reference(category: 1, rounds: 1, hasRegressor: false).count)
    }
  }

  @Test func nothingGivesNothing() {
    let search = ScoringRounds(
      settings: settings(rounds: 3), thresholds: thresholds, refinesByClass: false)
    var calls = 0
    let found = search([]) { boxes in
      calls += 1
      return boxes.map { RegionScores(probabilities: probabilities($0)) }
    } refine: { boxes, _ in
      boxes
    }
    #expect(calls == 0 && found.count == classCount && found.allSatisfy { $0.boxes.isEmpty })
    // Probabilities that are no numbers reach no threshold.
    let none = search(proposals) { boxes in
      boxes.map { _ in RegionScores(probabilities: [.nan, .nan, .nan, .nan]) }
    } refine: { boxes, _ in
      boxes
    }
    #expect(none.allSatisfy { $0.boxes.isEmpty })
  }
}
