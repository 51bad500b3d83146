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
    var metrics = ClassificationMetrics()
    let loader = Prefetcher(0..<epoch.batchCount, workers: workers, make: epoch.batch)
    while let batch = try loader.next() {
      let logits = Variable(logits(of: batch.pictures, flipTest: flipTest))
      let loss = logits.softmaxCrossEntropy(labels: batch.labels)
      metrics.add(logits: logits.value, labels: batch.labels, loss: loss.value.scalar)
      guard try continues(metrics) else { return nil }
    }
    return metrics
  }

  /// The logits of normalised pictures `[N, H, W, 3]`; with `flipTest` the means of a picture's and
  /// its mirror image's.
  private func logits(of pictures: Tensor, flipTest: Bool) -> Tensor {
    var logits = self(Variable(pictures), .inference).value
    if flipTest {
      logits.add(self(Variable(pictures.mirrored()), .inference).value)
      logits.scale(by: 0.5)
    }
    return logits
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
