extension InferenceSettings {
  /// What makes these settings unusable, as part of a sentence; nil if nothing does.
  /// - Parameter categories: The detector's classes, where they are known.
  package func problem(for categories: [DetectorCategory]) -> String? {
    if let problem { return problem }
    let names = Set(categories.map(\.name))
    return classThresholds.keys.filter { !names.contains($0) }.min().map {
      "'classThresholds' names '\($0)', which is no class of the detector"
    }
  }

  /// As `problem(for:)`, of any detector.
  package var problem: String? {
    var counts = [
      ("size.shortSide", size.shortSide, 32...4096), ("size.longSide", size.longSide, 32...8192),
      ("proposals.seeds", proposals.seeds, 1...100_000),
      ("proposals.repeats", proposals.repeats, 1...100),
      ("proposals.activeBoxes", proposals.activeBoxes, 1...100_000),
      ("proposals.limit", proposals.limit, 1...100_000),
      ("scoringRounds", scoringRounds, 1...100), ("firstLimit", firstLimit, 1...100_000),
      ("refinedBoxes", refinedBoxes, 0...100_000), ("limit", limit, 1...100_000),
    ]
    for (index, scale) in scales.enumerated() {
      counts.append(("scales[\(index)].shortSide", scale.shortSide, 32...4096))
      counts.append(("scales[\(index)].longSide", scale.longSide, 32...8192))
    }
    for (name, value, range) in counts where !range.contains(value) {
      return "'\(name)' must be in \(range.lowerBound)...\(range.upperBound), got \(value)"
    }
    if Set(sizes).count < sizes.count { return "'size' and 'scales' must be different sizes" }
    let shares =
      [
        ("scoreThreshold", scoreThreshold), ("firstOverlap", firstOverlap), ("overlap", overlap),
        ("votingOverlap", votingOverlap ?? 0),
      ] + classThresholds.sorted { $0.key < $1.key }.map { ("classThresholds.\($0.key)", $0.value) }
    for (name, value) in shares where !(0...1).contains(value) {
      return "'\(name)' must be in 0...1, got \(value)"
    }
    return nil
  }
}
