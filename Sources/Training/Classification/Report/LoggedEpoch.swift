/// What a line of `log.jsonl` says of an epoch. Whatever an epoch may lack is optional: a training
/// may evaluate now and then only, and logs of other versions are read as well.
package struct LoggedEpoch: Sendable, Hashable, Decodable {
  /// Counted from 1.
  package let epoch: Int
  package let learningRate: Double?
  package let trainingLoss, trainingTop1: Double?
  /// Of the evaluation.
  package let loss, top1: Double?
  /// Of training, evaluation excluded.
  package let seconds, imagesPerSecond: Double?

  /// The percentage of validation pictures that were wrong.
  package var error: Double? { top1?.missingPercent }
  package var trainingError: Double? { trainingTop1?.missingPercent }
}
