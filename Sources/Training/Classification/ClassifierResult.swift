import Checkpoints

/// What a training gave, beside what the paper says: the last line of a run's output.
package struct ClassifierResult: Sendable, Hashable, Codable {
  package var type = "result"
  /// Epochs done, and epochs of the recipe or of what it is compared with.
  package let epoch, epochs: Int
  /// Validation errors after the last epoch, the number that the paper reports, in percent.
  package let error: Double
  package let top5Error: Double?
  /// The lowest, and its epoch, counted from 1.
  package let bestError: Double
  package let bestEpoch: Int
  package let expected: ExpectedResult?
  /// The files of the best and last weights.
  package let best, last: String
}

extension ClassifierTrainer {
  /// What the training gave so far; nil before the first evaluation.
  package func result(in folder: RunFolder) -> ClassifierResult? {
    guard let best else { return nil }
    // States of older versions know their best evaluation only.
    let last = position.last
    return ClassifierResult(
      epoch: last?.epoch ?? best.epoch, epochs: recipe.expected?.epochs ?? recipe.epochs,
      error: (last?.top1 ?? best.top1).missingPercent, top5Error: last?.top5.missingPercent,
      bestError: best.top1.missingPercent, bestEpoch: best.epoch, expected: recipe.expected,
      best: folder.weightsFile(.best), last: folder.weightsFile(.last))
  }
}
