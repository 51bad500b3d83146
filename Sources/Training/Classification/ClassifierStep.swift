/// One step of a classifier's training.
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
