import Autograd
import Checkpoints
import NeuralNet

/// What is trained, and how: the parts in which the trainings of classifiers and detectors differ.
/// The loop around them is ``Trainer``.
package protocol TrainingTask {
  associatedtype Recipe: TrainingRecipe
  associatedtype Epoch: TrainingEpoch
  associatedtype Position: TrainingPosition
  associatedtype Report: TrainingReport

  var recipe: Recipe { get }
  /// The weights.
  var store: ParameterStore { get }
  /// What identifies the data when a run is resumed.
  var data: TrainingData { get }
  /// Whether there is something to evaluate on.
  var isEvaluated: Bool { get }

  func makeOptimizer() -> SGD

  /// What a run's folder needs besides state, weights and log; written when a training begins or
  /// goes on.
  func writeExtras(to folder: RunFolder) throws

  /// The batches of an epoch, counted from 0.
  func epoch(_ number: Int) -> Epoch

  /// Called before the steps of an epoch that are left.
  func begin(_ position: Position, _ optimizer: SGD)

  /// Runs a batch, or a part of one, forward.
  /// - Returns: The losses that the step minimises, weighted, and what the epoch sums up.
  func losses(
    of batch: Epoch.Batch, _ tape: Tape, _ random: RandomSource
  ) -> (losses: [(loss: Variable, weight: Float)], sums: Position.Sums)

  /// What a message calls the batch's pictures.
  func names(of batch: Epoch.Batch) -> [String]

  /// Evaluates the weights as they are; nil if `continues`, called with the pictures done and their
  /// number, ended it early.
  func evaluate(continues: (Int, Int) throws -> Bool) throws -> Position.Metrics?

  /// What the epoch gave that ends at `position`.
  func report(_ position: Position, _ metrics: Position.Metrics?) -> Report

  /// Writes the weights for users of the network.
  func writeWeights(to path: String) throws

  /// Draws the run's `curves.png`.
  func drawCurves(of folder: RunFolder) throws
}

/// What the loop reads of a recipe.
package protocol TrainingRecipe {
  /// - Throws: An error that names the first value out of its range.
  func validate() throws
  var epochs: Int { get }
  /// Pictures per step.
  var batch: Int { get }
  /// Parts in which a step's batch goes through the network, one after the other.
  var accumulation: Int { get }
  /// The highest learning rate.
  var learningRate: Float { get }
  var schedule: LearningRateSchedule { get }
  /// The epochs that the schedule runs for, the fewest if it runs anew in stages.
  var scheduleEpochs: Int { get }
  var momentum: Float { get }
  var weightDecay: Float { get }
  /// The largest joint norm of the gradients; infinite for any.
  var gradientNorm: Float { get }
  /// The decay of the weights' moving average; 0 for none.
  var ema: Float { get }
  /// Epochs from one evaluation to the next; the last epoch has one as well.
  var evaluateEvery: Int { get }
  /// Epochs without a better score after which the training ends; 0 for never.
  var patience: Int { get }
  var seed: UInt64 { get }

  /// - Parameter progress: Epochs done, with the fraction of the current one.
  func learningRate(at progress: Double) -> Float
}

extension TrainingRecipe {
  package var scheduleEpochs: Int { epochs }
}

/// The batches of an epoch, each made from its number alone.
package protocol TrainingEpoch: Sendable {
  associatedtype Batch: TrainingBatch

  var batchCount: Int { get }
  /// - Throws: If a picture cannot be used.
  func batch(_ number: Int) throws -> Batch
}

package protocol TrainingBatch: Sendable {
  /// Pictures.
  var count: Int { get }
  func part(_ range: Range<Int>) -> Self
}

extension TrainingBatch {
  /// The batch in `count` parts of nearly the same size; fewer if it has fewer pictures.
  func parts(_ count: Int) -> [Self] {
    let parts = min(count, self.count)
    guard parts > 1 else { return [self] }
    return (0..<parts).map {
      part($0 * self.count / parts..<($0 + 1) * self.count / parts)
    }
  }
}

/// One epoch: a line of `log.jsonl`.
package protocol TrainingReport: Encodable, Sendable {
  /// Counted from 1.
  var epoch: Int { get }
  /// What TensorBoard draws of it.
  var scalars: [(tag: String, value: Double)] { get }
}
