import Autograd
import TensorCore
import WideResNet

extension ImageClassifier {
  /// Evaluates an epoch; nil if `continues`, called after each batch with the sums so far, ended it
  /// early.
  func evaluate(
    _ epoch: ClassificationEpoch, flipTest: Bool = false, workers: Int,
    continues: (ClassificationMetrics) throws -> Bool
  ) throws -> ClassificationMetrics? {
    try evaluate(epoch, flipTest: flipTest, each: nil, workers: workers, continues: continues)
  }

  /// As above.
  /// - Parameter each: Called for each picture in the order of the data set.
  func evaluate(
    _ epoch: ClassificationEpoch, flipTest: Bool,
    each: ((ClassificationPrediction) throws -> Void)?, workers: Int,
    continues: (ClassificationMetrics) throws -> Bool
  ) throws -> ClassificationMetrics? {
    var metrics = ClassificationMetrics()
    let loader = Prefetcher(0..<epoch.batchCount, workers: workers, make: epoch.batch)
    while let batch = try loader.next() {
      let logits = Variable(logits(of: batch.pictures, flipTest: flipTest))
      let loss = logits.softmaxCrossEntropy(labels: batch.labels)
      metrics.add(logits: logits.value, labels: batch.labels, loss: loss.value.scalar)
      if let each { try predictions(batch, logits.value.softmax()).forEach(each) }
      guard try continues(metrics) else { return nil }
    }
    return metrics
  }

  /// The logits of normalised pictures `[N, H, W, 3]`; with `flipTest` the means of a picture's and
  /// its mirror image's.
  func logits(of pictures: Tensor, flipTest: Bool) -> Tensor {
    var logits = self(Variable(pictures), .inference).value
    if flipTest {
      logits.add(self(Variable(pictures.mirrored()), .inference).value)
      logits.scale(by: 0.5)
    }
    return logits
  }

  private func predictions(
    _ batch: ClassificationBatch, _ probabilities: Tensor
  ) -> [ClassificationPrediction] {
    let columns = probabilities.shape.channels
    return probabilities.withFloats { x in
      zip(batch.indices, batch.labels).enumerated().map { row, picture in
        let scores = UnsafeBufferPointer(start: x + row * columns, count: columns)
        let best = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
        return ClassificationPrediction(
          picture: picture.0, label: picture.1, predicted: best, probability: scores[best])
      }
    }
  }
}

extension Tensor {
  /// Pictures `[N, H, W, C]`, mirrored left to right.
  package func mirrored() -> Tensor {
    precondition(shape.rank == 4, "pictures are [N, H, W, C], got \(shape)")
    let (width, channels) = (shape[2], shape[3])
    var result = Tensor(uninitialized: shape)
    withFloats { source in
      result.withMutableFloats { target in
        for row in 0..<shape[0] * shape[1] {
          let (from, to) = (source + row * width * channels, target + row * width * channels)
          for x in 0..<width {
            (to + x * channels).update(from: from + (width - 1 - x) * channels, count: channels)
          }
        }
      }
    }
    return result
  }
}
