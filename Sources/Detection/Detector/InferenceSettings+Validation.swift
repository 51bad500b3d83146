extension InferenceSettings {
  /// What makes these settings unusable, as part of a sentence; nil if nothing does.
  package var problem: String? {
    let counts = [
      ("size.shortSide", size.shortSide, 32...4096), ("size.longSide", size.longSide, 32...8192),
      ("proposals.seeds", proposals.seeds, 1...100_000),
      ("proposals.repeats", proposals.repeats, 1...100),
      ("proposals.activeBoxes", proposals.activeBoxes, 1...100_000),
      ("proposals.limit", proposals.limit, 1...100_000),
      ("scoringRounds", scoringRounds, 1...100), ("refinedBoxes", refinedBoxes, 0...100_000),
      ("limit", limit, 1...100_000),
    ]
    for (name, value, range) in counts where !range.contains(value) {
      return "'\(name)' must be in \(range.lowerBound)...\(range.upperBound), got \(value)"
    }
    let shares = [
      ("scoreThreshold", scoreThreshold), ("overlap", overlap),
      ("votingOverlap", votingOverlap ?? 0),
    ]
    for (name, value) in shares where !(0...1).contains(value) {
      return "'\(name)' must be in 0...1, got \(value)"
    }
    return nil
  }
}
