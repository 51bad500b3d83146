/// One epoch of training and its evaluation: a line of `log.jsonl`.
package struct ClassifierEpochReport: TrainingReport, Hashable, Codable {
  package var type = "epoch"
  /// Counted from 1.
  package let epoch: Int
  package let epochs: Int
  /// At the end of the epoch.
  package let learningRate: Float
  /// Means over the training pictures, changed at random, while the weights changed.
  package let trainingLoss, trainingTop1: Double
  /// Of the evaluation; nil in an epoch without one. Shares in 0...1.
  package let loss, top1, top5: Double?
  /// `1 - top1` and `1 - top5` in percent.
  package let error, top5Error: Double?
  /// The highest `top1` so far.
  package let best: Double?
  /// The decay of the moving average whose weights were evaluated; nil if there is none.
  package let ema: Float?
  /// Of training, evaluation excluded.
  package let seconds, imagesPerSecond: Double
  /// The share of `seconds` that was spent waiting for pictures; in lines of older versions nil.
  package let waiting: Double?
}

extension Double {
  /// What is missing from a share to 1, in percent with four decimals: 0.9583 is 4.17.
  package var missingPercent: Double { ((1 - self) * 1e6).rounded() / 1e4 }
}
