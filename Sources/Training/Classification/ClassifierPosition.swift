/// Where a classifier's training stands. What is optional, states of older versions do not have.
package struct ClassifierPosition: TrainingPosition, Hashable {
  /// An evaluation: shares in 0...1 after an epoch, counted from 1.
  struct Score: Sendable, Hashable, Codable {
    var epoch: Int
    var top1, top5: Double
  }

  package var epoch = 0
  package var step = 0
  /// Sums over the current epoch's steps.
  private var images = 0
  private var correct = 0
  private var correctInFive = 0
  private var lossSum = 0.0
  package var seconds = 0.0
  package var waitingSeconds: Double? = 0
  /// Of `top1`.
  package var best = 0.0
  package var bestEpoch = 0
  /// The newest evaluation.
  private(set) var last: Score?

  package init() {}

  package var sums: ClassificationMetrics {
    get {
      ClassificationMetrics(
        images: images, correct: correct, correctInFive: correctInFive, lossSum: lossSum)
    }
    set {
      images = newValue.images
      correct = newValue.correct
      correctInFive = newValue.correctInFive
      lossSum = newValue.lossSum
    }
  }

  package mutating func remember(_ metrics: ClassificationMetrics) throws {
    guard metrics.loss.isFinite else {
      throw TrainingError(
        "the validation loss is \(metrics.loss) after epoch \(epoch + 1); try a smaller --lr or a"
          + " longer --warmup.")
    }
    last = Score(epoch: epoch + 1, top1: metrics.top1, top5: metrics.top5)
  }

  package var hasPossibleScores: Bool {
    last.map { $0.top1.isFinite && $0.top5.isFinite } ?? true
  }
}
