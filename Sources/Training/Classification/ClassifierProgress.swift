/// What a classifier's training reports while it runs.
package enum ClassifierProgress: Sendable {
  case step(ClassifierStep)
  /// Pictures evaluated, of how many.
  case evaluating(done: Int, total: Int)
  case epoch(ClassifierEpochReport)
}

/// One step of training.
package struct ClassifierStep: Sendable {
  /// Counted from 1.
  package let epoch: Int
  /// Steps done in this epoch, this one included.
  package let step: Int
  package let steps: Int
  package let images: Int
  package let loss: Double
  /// The share of the batch's pictures that were right.
  package let top1: Double
  package let learningRate: Double
  /// The whole step, and the part of it spent waiting for pictures.
  package let duration, waiting: Duration
}

/// One epoch of training and its evaluation: a line of `log.jsonl`.
package struct ClassifierEpochReport: Sendable, Hashable, Codable {
  package var type = "epoch"
  /// Counted from 1.
  package let epoch: Int
  package let epochs: Int
  /// At the end of the epoch.
  package let learningRate: Double
  /// Means over the training pictures, changed at random, while the weights changed.
  package let trainingLoss, trainingTop1: Double
  package let loss, top1, top5: Double
  /// The highest `top1` so far.
  package let best: Double
  /// Of training, evaluation excluded.
  package let seconds, imagesPerSecond: Double
}
