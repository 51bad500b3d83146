/// What a training reports while it runs.
package enum TrainingProgress<Task: TrainingTask>: Sendable {
  case step(TrainingStep<Task.Position.Sums>)
  /// Pictures evaluated, of how many.
  case evaluating(done: Int, total: Int)
  case epoch(Task.Report)
}

/// One step of a training.
package struct TrainingStep<Sums: TrainingSums>: Sendable {
  /// Counted from 1.
  package let epoch: Int
  /// Steps done in this epoch, this one included.
  package let step: Int
  package let steps: Int
  /// Of this step's pictures.
  package let sums: Sums
  package let learningRate: Double
  /// The whole step, and the part of it spent waiting for pictures.
  package let duration, waiting: Duration

  package var images: Int { sums.images }
}
