/// Where a training stands: saved with the state, from which it goes on.
struct ClassifierPosition: Sendable, Hashable, Codable {
  /// Epochs finished, evaluation included.
  var epoch = 0
  /// Steps done in the current epoch.
  var step = 0
  /// Sums over the current epoch's steps.
  var images = 0
  var correct = 0
  var correctInFive = 0
  var lossSum = 0.0
  var seconds = 0.0
  /// The best `top1` of an evaluation, and its epoch, counted from 1; 0 before the first.
  var best = 0.0
  var bestEpoch = 0

  var metrics: ClassificationMetrics {
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

  mutating func beginNextEpoch() {
    epoch += 1
    step = 0
    metrics = ClassificationMetrics()
    seconds = 0
  }

  /// Whether the numbers are possible; they come from a file.
  func isValid(epochs: Int, steps: Int) -> Bool {
    (0...epochs).contains(epoch) && (0...steps).contains(step) && images >= 0
      && (0...images).contains(correct) && (0...images).contains(correctInFive)
      && lossSum.isFinite && seconds >= 0 && seconds.isFinite && best.isFinite && bestEpoch >= 0
  }
}
