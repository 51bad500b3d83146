import TensorCore

/// How well logits agree with labels, summed over pictures.
public struct ClassificationMetrics: Sendable, Hashable {
  public private(set) var images = 0
  /// Pictures whose label has the highest logit.
  public private(set) var correct = 0
  /// Pictures whose label is among the five highest.
  public private(set) var correctInFive = 0
  private(set) var lossSum = 0.0

  public init() {}

  init(images: Int, correct: Int, correctInFive: Int, lossSum: Double) {
    self.images = images
    self.correct = correct
    self.correctInFive = correctInFive
    self.lossSum = lossSum
  }

  /// Shares of the pictures, in 0...1.
  public var top1: Double { share(Double(correct)) }
  public var top5: Double { share(Double(correctInFive)) }
  /// The mean cross-entropy (natural logarithm).
  public var loss: Double { share(lossSum) }

  private func share(_ sum: Double) -> Double { images == 0 ? 0 : sum / Double(images) }

  /// Counts a batch, given the mean of its losses.
  /// - Precondition: There is one label for each row of `logits`.
  package mutating func add(logits: Tensor, labels: [Int], loss: Float) {
    precondition(logits.shape[0] == labels.count, "\(labels.count) labels for \(logits.shape)")
    let columns = logits.shape.channels
    logits.withFloats { x in
      for (row, label) in labels.enumerated() {
        let scores = UnsafeBufferPointer(start: x + row * columns, count: columns)
        let score = scores[label]
        // Among equal scores the first class counts as higher, as in an argmax; and whatever cannot
        // be compared, so that a network that gives NaN is never right.
        let rank = scores.indices.count {
          $0 < label ? !(scores[$0] < score) : $0 > label && !(scores[$0] <= score)
        }
        if rank == 0 { correct += 1 }
        if rank < 5 { correctInFive += 1 }
      }
    }
    images += labels.count
    lossSum += Double(loss) * Double(labels.count)
  }
}

extension ClassificationMetrics: TrainingSums, TrainingMetrics {
  package var score: Double { top1 }

  package var isPossible: Bool {
    (0...1 << 40).contains(images) && (0...images).contains(correct)
      && (0...images).contains(correctInFive)
      && lossSum.isFinite
  }

  package static func += (sums: inout Self, other: Self) {
    sums.images += other.images
    sums.correct += other.correct
    sums.correctInFive += other.correctInFive
    sums.lossSum += other.lossSum
  }
}
