import Autograd
import TensorCore
import WideResNet

extension ImageClassifier {
  /// Evaluates an epoch; nil if `continues`, called after each batch with the sums so far, ended it
  /// early.
  /// - Parameter flips: Whether the logits are the mean of those of each picture and its mirror
  ///   image.
  func evaluate(
    _ epoch: ClassificationEpoch, workers: Int, flips: Bool = false,
    continues: (ClassificationMetrics) throws -> Bool
  ) throws -> ClassificationMetrics? {
    try evaluate(epoch, workers: workers, flips: flips, each: nil, continues: continues)
  }

  /// As above.
  /// - Parameter each: Called for each picture in the order of the data set.
  func evaluate(
    _ epoch: ClassificationEpoch, workers: Int, flips: Bool,
    each: ((ClassificationPrediction) throws -> Void)?,
    continues: (ClassificationMetrics) throws -> Bool
  ) throws -> ClassificationMetrics? {
    var metrics = ClassificationMetrics()
    let loader = Prefetcher(0..<epoch.batchCount, workers: workers, make: epoch.batch)
    while let batch = try loader.next() {
      let logits = logits(batch.pictures, flips: flips)
      let loss = logits.softmaxCrossEntropy(labels: batch.labels)
      metrics.add(logits: logits.value, labels: batch.labels, loss: loss.value.scalar)
      if let each { try predictions(batch, logits.value.softmax()).forEach(each) }
      guard try continues(metrics) else { return nil }
    }
    return metrics
  }

  /// Logits `[N, classes]` of pictures `[N, H, W, 3]`.
  func logits(_ pictures: Tensor, flips: Bool) -> Variable {
    let logits = self(Variable(pictures), .inference)
    guard flips else { return logits }
    var mean = logits.value
    mean.add(self(Variable(pictures.mirrored()), .inference).value, times: 1)
    mean.scale(by: 0.5)
    return Variable(mean)
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
  /// Pictures `[N, H, W, C]` with their columns in the opposite order.
  func mirrored() -> Tensor {
    let (width, channels) = (shape[2], shape[3])
    var result = Tensor(uninitialized: shape)
    withFloats { source in
      result.withMutableFloats { target in
        for row in stride(from: 0, to: count, by: width * channels) {
          for x in 0..<width {
            (target + row + x * channels).update(
              from: source + row + (width - 1 - x) * channels, count: channels)
          }
        }
      }
    }
    return result
  }
}
