import Detection

/// Where a detector's training stands.
package struct DetectorPosition: TrainingPosition, Hashable {
  package var epoch = 0
  package var step = 0
  /// Over the current epoch's steps.
  package var sums = DetectorLossSums()
  package var seconds = 0.0
  package var waitingSeconds: Double? = 0
  /// Of AP.
  package var best = 0.0
  package var bestEpoch = 0

  package init() {}

  /// The log has it.
  package func remember(_ metrics: COCOMetrics) {}

  package var hasPossibleScores: Bool { true }
}

extension COCOMetrics: TrainingMetrics {
  package var score: Double { AP }
}
