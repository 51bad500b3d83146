extension ScoredBoxes {
  mutating func append(_ other: ScoredBoxes) {
    for (box, score) in zip(other.boxes, other.scores) { append(box, score) }
  }

  /// The boxes changed, with their scores.
  func mapped(_ change: (Box) -> Box) -> ScoredBoxes {
    ScoredBoxes(boxes: boxes.map(change), scores: scores)
  }

  /// Those that non-maximum suppression leaves, best first, each moved by the votes of all (see
  /// `boxVoting`); not moved without a threshold for votes.
  ///
  /// Voters of a better box may move one onto it: such a box is dropped, which the papers do not do.
  func voted(overlap: Float, limit: Int, votingOverlap: Float?) -> ScoredBoxes {
    let kept = nms(boxes, scores: scores, threshold: overlap, limit: limit)
    guard let votingOverlap else { return self[kept] }
    let moved = boxVoting(kept: kept, boxes: boxes, scores: scores, threshold: votingOverlap)
    return ScoredBoxes(boxes: moved, scores: kept.map { scores[$0] })
      .suppressed(overlap, limit: limit)
  }
}
