/// One epoch of a detector's training: a line of `log.jsonl`.
package struct DetectorEpochReport: TrainingReport, Codable {
  package var type = "epoch"
  /// Counted from 1.
  package let epoch: Int
  package let epochs: Int
  /// At the end of the epoch.
  package let learningRate: Float
  package let losses: DetectorLossValues
  /// On the validation pictures; missing where the epoch was not evaluated.
  package let AP, AP50, AP75: Double?
  /// The highest AP so far.
  package let best: Double?
  /// The decay of the moving average whose weights were evaluated; nil if there is none.
  package let ema: Float?
  /// Of training, evaluation excluded.
  package let seconds, imagesPerSecond: Double
  /// The share of `seconds` that was spent waiting for pictures; in lines of older versions nil.
  package let waiting: Double?

  package var scalars: [(tag: String, value: Double)] {
    let values: [(tag: String, value: Double?)] =
      [("loss/total", losses.total)]
      + DetectorLossValues.parts.map { ("loss/\($0.name)", losses[keyPath: $0.path]) }
      + [
        ("AP/AP", AP), ("AP/AP50", AP50), ("AP/AP75", AP75), ("lr", Double(learningRate)),
        ("images_per_second", imagesPerSecond),
      ]
    return values.compactMap { tag, value in value.map { (tag, $0) } }
  }
}
