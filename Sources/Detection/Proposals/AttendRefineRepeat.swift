import TensorCore

/// AttractioNet's search for proposals (arXiv 1606.04446, algorithm 1): score all boxes, keep the
/// best, move each to its object, repeat.
///
/// As in the authors' code, a refined box carries the score of the box it came from until the next
/// round scores it itself, boxes that hardly move any more are dropped from the search, and all that
/// any round has refined are candidates in the end.
package struct AttendRefineRepeat {
  /// Boxes more alike than this are one; a box that is moved by less has converged (0.90 in the
  /// paper).
  package static let overlap: Float = 0.9

  private let settings: ProposalSettings

  package init(settings: ProposalSettings) { self.settings = settings }

  /// The proposals, best first.
  ///
  /// - Parameters:
  ///   - score: The probability of an object in each box.
  ///   - refine: Each box moved to the object near it, inside the picture; empty ones are dropped.
  package func callAsFunction(
    seeds: [Box], score: ([Box]) -> [Float], refine: ([Box]) -> [Box]
  ) -> [Proposal] {
    var boxes = seeds
    var candidates = ScoredBoxes()
    for round in 0..<settings.repeats where !boxes.isEmpty {
      var active = ScoredBoxes(boxes: boxes, scores: score(boxes))
      if round == 0 { active = active.suppressed(Self.overlap, limit: settings.activeBoxes) }
      Profile.current?.mark("Suppression")
      let refined = refine(active.boxes)
      Profile.current?.mark("Box decoding")
      var moving = ScoredBoxes()
      for (index, box) in refined.enumerated() where !box.isEmpty {
        candidates.append(box, active.scores[index])
        if active.boxes[index].iou(box) < Self.overlap { moving.append(box, active.scores[index]) }
      }
      guard round < settings.repeats - 1 else { break }
      boxes = moving.suppressed(Self.overlap, limit: settings.activeBoxes).boxes
    }
    defer { Profile.current?.mark("Suppression") }
    return proposals(candidates)
  }

  private func proposals(_ candidates: ScoredBoxes) -> [Proposal] {
    guard settings.reorders else {
      return candidates.suppressed(Self.overlap, limit: settings.limit).proposals
    }
    return MultiThresholdSuppression.order(
      candidates.boxes, scores: candidates.scores, limit: settings.limit
    ).map {
      Proposal(
        box: candidates.boxes[$0.index], objectness: candidates.scores[$0.index], level: $0.level)
    }
  }
}
