/// Where a training stands: saved with the state, from which it goes on. What is optional, states of
/// older versions do not have.
struct ClassifierPosition: Sendable, Hashable, Codable {
  /// An evaluation: shares in 0...1 after an epoch, counted from 1.
  struct Score: Sendable, Hashable, Codable {
    var epoch: Int
    var top1, top5: Double
  }

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
  var waitingSeconds: Double? = 0
  /// The best `top1` of an evaluation, and its epoch, counted from 1; 0 before the first.
  var best = 0.0
  var bestEpoch = 0
  /// The newest evaluation.
  var last: Score?

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
    waitingSeconds = 0
  }

  /// Whether the numbers are possible; they come from a file.
  func isValid(epochs: Int, steps: Int) -> Bool {
    (0...epochs).contains(epoch) && (0...steps).contains(step) && images >= 0
      && (0...images).contains(correct) && (0...images).contains(correctInFive)
      && lossSum.isFinite && seconds >= 0 && seconds.isFinite && best.isFinite && bestEpoch >= 0
      && (waitingSeconds ?? 0).isFinite
      && (last.map { $0.top1.isFinite && $0.top5.isFinite } ?? true)
  }
}
