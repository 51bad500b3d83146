extension ClassifierEpochReport {
  /// What TensorBoard draws of an epoch, for `EventFile.append(step: epoch, scalars:)`: errors in
  /// percent, and nothing where nothing was evaluated.
  package var scalars: [(tag: String, value: Double)] {
    let values: [(tag: String, value: Double?)] = [
      ("loss/train", trainingLoss), ("loss/validation", loss),
      ("error/train", trainingTop1.missingPercent), ("error/validation", error),
      ("error/validation_top5", top5Error), ("lr", Double(learningRate)),
      ("images_per_second", imagesPerSecond),
    ]
    return values.compactMap { tag, value in value.map { (tag, $0) } }
  }
}
