/// Proposals as a region proposal network makes them (arXiv 1506.01497): score once, refine the best
/// once, suppress. What attend-refine-repeat is measured against.
struct SinglePass {
  /// The largest IoU of two proposals (0.7 in Faster R-CNN).
  private static let overlap: Float = 0.7

  let settings: ProposalSettings

  func callAsFunction(
    seeds: [Box], score: ([Box]) -> [Float], refine: ([Box]) -> [Box]
  ) -> [Proposal] {
    let best = ScoredBoxes(boxes: seeds, scores: score(seeds)).best(settings.activeBoxes)
    var candidates = ScoredBoxes()
    for (box, score) in zip(refine(best.boxes), best.scores) where !box.isEmpty {
      candidates.append(box, score)
    }
    return candidates.suppressed(Self.overlap, limit: settings.limit).proposals
  }
}
