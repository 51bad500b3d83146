import Detection

extension SamplingSettings {
  /// - Throws: ``TrainingError`` that names the first value out of its range.
  func validate() throws {
    let most = 1_000_000
    for (name, count, least) in [
      ("regions", regions, 1), ("objectnessBoxes", objectnessBoxes, 2),
      ("localizationBoxes", localizationBoxes, 1), ("seeds", seeds, 1), ("proposals", proposals, 1),
      ("jitteredCopies", jitteredCopies, 0),
    ] {
      try check(
        (least...most).contains(count),
        "sampling.\(name) must be \(least) to 1,000,000 boxes, got \(count).")
    }
    for (name, share) in [
      ("foregroundShare", foregroundShare), ("localizationOverlap", localizationOverlap),
    ] {
      try check((0...1).contains(share), "sampling.\(name) must be in 0...1, got \(share).")
    }
    for (name, weight) in [
      ("objectnessWeight", objectnessWeight), ("localizationWeight", localizationWeight),
      ("classificationWeight", classificationWeight), ("boxRegressionWeight", boxRegressionWeight),
    ] {
      try check(
        weight >= 0 && weight.isFinite, "sampling.\(name) must not be negative, got \(weight).")
    }
  }
}
