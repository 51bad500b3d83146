/// Where a training stands: saved with the state, from which it goes on.
package protocol TrainingPosition: Codable, Sendable {
  associatedtype Sums: TrainingSums
  associatedtype Metrics: TrainingMetrics

  /// Epochs finished, evaluation included.
  var epoch: Int { get set }
  /// Steps done in the current epoch.
  var step: Int { get set }
  /// Of the current epoch's steps.
  var sums: Sums { get set }
  /// Of the current epoch: all, and those spent waiting for pictures, which states of older versions
  /// do not have.
  var seconds: Double { get set }
  var waitingSeconds: Double? { get set }
  /// The best score of an evaluation, and its epoch, counted from 1; 0 before the first.
  var best: Double { get set }
  var bestEpoch: Int { get set }

  init()

  /// Takes the evaluation of the current epoch as the newest.
  /// - Throws: ``TrainingError`` if its numbers say that the training has failed.
  mutating func remember(_ metrics: Metrics) throws

  /// Whether what no other position has is possible; it comes from a file.
  var hasPossibleScores: Bool { get }
}

/// Sums over pictures.
package protocol TrainingSums: Sendable {
  var images: Int { get }
  /// Whether the numbers are possible; they come from a file.
  var isPossible: Bool { get }

  init()
  static func += (sums: inout Self, other: Self)
}

package protocol TrainingMetrics: Sendable {
  /// What the best weights have most of.
  var score: Double { get }
}

extension TrainingPosition {
  /// Epochs done before the epoch's last step, which was just taken: what its learning rate was
  /// computed from.
  var progressOfLastStep: Double { Double(epoch) + Double(max(step - 1, 0)) / Double(max(step, 1)) }

  var imagesPerSecond: Double { seconds > 0 ? Double(sums.images) / seconds : 0 }
  /// The share of the time that was spent waiting for pictures.
  var waiting: Double { seconds > 0 ? (waitingSeconds ?? 0) / seconds : 0 }
  /// nil before the first evaluation.
  var bestScore: Double? { bestEpoch > 0 ? best : nil }

  mutating func beginNextEpoch() {
    epoch += 1
    step = 0
    sums = Sums()
    seconds = 0
    waitingSeconds = 0
  }

  /// Whether the numbers are possible; they come from a file.
  func isPossible(epochs: Int, steps: Int) -> Bool {
    (0...epochs).contains(epoch) && (0...steps).contains(step) && sums.isPossible && seconds >= 0
      && seconds.isFinite && (waitingSeconds ?? 0).isFinite && best.isFinite
      && (0...epochs).contains(bestEpoch) && hasPossibleScores
  }
}
