import TensorCore

/// LocNet's inference (arXiv 1511.07763, algorithm 1): score the boxes, move each of the best to its
/// object, score again, and keep the boxes of all rounds.
///
/// As in the authors' code, each class first thins its boxes by suppression at a high overlap, and a
/// box that was moved for one class is from then on a box of that class alone. Where all classes share
/// one network (AttractioNet's choice) a moved box is scored once for all of them. Two things are
/// chosen for speed: boxes below their class's threshold are not refined, and `refinedBoxes` limits
/// the refined boxes of all classes together.
package struct ScoringRounds {
  /// A box to be scored, and the class it is a box of; nil for any.
  private struct Region: Hashable {
    let box: Box
    let category: Int?
  }

  private let settings: InferenceSettings
  private let thresholds: [Float]
  private let refinesByClass: Bool

  /// - Parameters:
  ///   - thresholds: The least score of each class.
  ///   - refinesByClass: Whether a box is refined otherwise for each class.
  package init(settings: InferenceSettings, thresholds: [Float], refinesByClass: Bool) {
    self.settings = settings
    self.thresholds = thresholds
    self.refinesByClass = refinesByClass
  }

  /// The scored boxes of all rounds, for each class.
  ///
  /// - Parameters:
  ///   - score: What the classifier says of each box; the boxes it gives for classes take its place.
  ///   - refine: Each box moved to the object near it, for its class if it refines by class.
  ///
  /// Both give boxes inside the picture; empty ones are dropped.
  package func callAsFunction(
    _ proposals: [Box], score: ([Box]) -> [RegionScores],
    refine: ([Box], _ categories: [Int]) -> [Box]
  ) -> [ScoredBoxes] {
    let profile = Profile.current
    var result = thresholds.map { _ in ScoredBoxes() }
    var regions = proposals.map { Region(box: $0, category: nil) }
    for round in 1...max(1, settings.scoringRounds) where !regions.isEmpty {
      profile?.enter("regions")
      let scores = score(regions.map(\.box))
      profile?.enter("boxes")
      var scored = candidates(regions, scores)
      if round == 1 {
        scored = scored.map {
          $0.suppressed(settings.firstOverlap, limit: settings.firstLimit)
        }
        profile?.mark("Suppression")
      }
      for category in thresholds.indices { result[category].append(scored[category]) }
      guard round < settings.scoringRounds else { break }
      let best = best(scored, byClass: refinesByClass || scores.contains { $0.boxes != nil })
      let moved = refine(best.map(\.box), best.map { $0.category ?? 0 })
      regions = zip(best, moved).map { Region(box: $1, category: $0.category) }
        .filter { !$0.box.isEmpty }
      profile?.mark("Box decoding")
    }
    return result
  }

  /// The boxes of each class that reach its threshold.
  private func candidates(_ regions: [Region], _ scores: [RegionScores]) -> [ScoredBoxes] {
    var result = thresholds.map { _ in ScoredBoxes() }
    for (region, scores) in zip(regions, scores) {
      for category in region.category.map({ $0..<$0 + 1 }) ?? thresholds.indices {
        let box = scores.boxes?[category] ?? region.box
        let probability = scores.probabilities[category]
        guard probability >= thresholds[category], !box.isEmpty else { continue }
        result[category].append(box, probability)
      }
    }
    return result
  }

  /// What to refine, most certain first: a box once, or once for each class that moves it otherwise.
  private func best(_ scored: [ScoredBoxes], byClass: Bool) -> ArraySlice<Region> {
    let all = scored.enumerated().flatMap { category, own in
      zip(own.boxes, own.scores).map {
        (region: Region(box: $0, category: byClass ? category : nil), score: $1)
      }
    }
    var seen: Set<Region> = []
    return all.sorted { $0.score > $1.score }.map(\.region).filter { seen.insert($0).inserted }
      .prefix(settings.refinedBoxes)
  }
}
