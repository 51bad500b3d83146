import Detection

/// What a detector's training reports while it runs.
package enum DetectorProgress: Sendable {
  case step(DetectorStep)
  /// Pictures evaluated, of how many.
  case evaluating(done: Int, total: Int)
  case epoch(DetectorEpochReport)
}

/// One step of training.
package struct DetectorStep: Sendable {
  /// Counted from 1.
  package let epoch: Int
  /// Steps done in this epoch, this one included.
  package let step: Int
  package let steps: Int
  package let images: Int
  package let losses: DetectorLossValues
  package let learningRate: Double
  /// The whole step, and the part of it spent waiting for pictures.
  package let duration, waiting: Duration
}

/// The losses of a step, or their means over an epoch.
package struct DetectorLossValues: Sendable, Hashable, Codable {
  /// Weighted by the recipe; the parts are not.
  package var total = 0.0
  package var objectness = 0.0
  package var proposalLocalization = 0.0
  package var classification = 0.0
  package var localization = 0.0

  static func + (a: Self, b: Self) -> Self {
    Self(
      total: a.total + b.total, objectness: a.objectness + b.objectness,
      proposalLocalization: a.proposalLocalization + b.proposalLocalization,
      classification: a.classification + b.classification,
      localization: a.localization + b.localization)
  }

  func divided(by count: Int) -> Self {
    let n = Double(max(count, 1))
    return Self(
      total: total / n, objectness: objectness / n,
      proposalLocalization: proposalLocalization / n, classification: classification / n,
      localization: localization / n)
  }
}

/// One epoch of training: a line of `log.jsonl`.
package struct DetectorEpochReport: Sendable, Codable {
  package var type = "epoch"
  /// Counted from 1.
  package let epoch: Int
  package let epochs: Int
  /// At the end of the epoch.
  package let learningRate: Double
  package let losses: DetectorLossValues
  /// On the validation pictures; missing where the epoch was not evaluated.
  package let AP, AP50, AP75: Double?
  /// The highest AP so far.
  package let best: Double?
  /// Of training, evaluation excluded.
  package let seconds, imagesPerSecond: Double
}
