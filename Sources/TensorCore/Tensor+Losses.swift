import Glibc
import TensorKernels

extension Tensor {
  /// Cross-entropy of each row's softmax with the class of `labels` (natural logarithm), and the
  /// softmax itself.
  /// - Precondition: There is a label for each row, in 0..<C or -1 for a row without a loss.
  package func crossEntropies(_ labels: [Int]) -> (losses: [Float], probabilities: Tensor) {
    let (rows, columns) = (shape.rows, shape.channels)
    precondition(labels.count == rows, "\(labels.count) labels for logits \(shape)")
    let probabilities = softmax()
    let losses = withFloats { x in
      (0..<rows).map { r -> Float in
        let label = labels[r]
        precondition(label >= -1 && label < columns, "label \(label) of \(columns) classes")
        guard label >= 0 else { return 0 }
        let row = UnsafeBufferPointer(start: x + r * columns, count: columns)
        let top = row.max() ?? 0
        let sum = row.reduce(Float(0)) { $0 + expf($1 - top) }
        return logf(sum) + top - row[label]
      }
    }
    return (losses, probabilities)
  }

  /// The weighted sum of binary cross-entropies of these logits with `targets` in 0...1.
  package func binaryCrossEntropy(targets: Tensor, weights: Tensor) -> Float {
    precondition(
      count == targets.count && count == weights.count,
      "logits \(shape), targets \(targets.shape) and weights \(weights.shape) differ")
    return TensorCore.withFloats(self, targets, weights) {
      Float(TensorKernels.binaryCrossEntropy(count, logits: $0, targets: $1, weights: $2))
    }
  }

  /// The weighted sum of smooth L1 losses.
  /// - Precondition: The counts agree and `beta` is positive.
  package func smoothL1(targets: Tensor, weights: Tensor, beta: Float) -> Float {
    precondition(
      count == targets.count && count == weights.count,
      "values \(shape), targets \(targets.shape) and weights \(weights.shape) differ")
    precondition(beta > 0, "smooth L1 needs a positive beta, got \(beta)")
    return TensorCore.withFloats(self, targets, weights) {
      Float(TensorKernels.smoothL1(count, $0, targets: $1, weights: $2, beta: beta))
    }
  }

  /// Each row divided by its L2 norm (at least `epsilon`), and the divisors `[rows]`.
  package func normalizedRows(epsilon: Float) -> (output: Tensor, norms: Tensor) {
    let (rows, columns) = (shape[0], count / max(shape[0], 1))
    var output = Tensor(uninitialized: shape)
    var norms = Tensor(uninitialized: [rows])
    withFloats { x in
      output.withMutableFloats { y in
        norms.withMutableFloats { norms in
          ThreadPool.current.forEachRange(rows, grain: max(1, elementwiseGrain / max(columns, 1))) {
            let i = $0.lowerBound
            normalizeRows(
              rows: $0.count, columns: columns, x + i * columns, epsilon: epsilon, y + i * columns,
              norms: norms + i)
          }
        }
      }
    }
    return (output, norms)
  }

  /// Turns the gradient of `normalizedRows`' output into its input's.
  package mutating func applyNormalizedRowsGradient(output: Tensor, norms: Tensor, epsilon: Float) {
    let (rows, columns) = (shape[0], count / max(shape[0], 1))
    output.withFloats { y in
      norms.withFloats { norms in
        withMutableFloats { g in
          ThreadPool.current.forEachRange(rows, grain: max(1, elementwiseGrain / max(columns, 1))) {
            let i = $0.lowerBound
            normalizeRowsBackward(
              rows: $0.count, columns: columns, output: y + i * columns, norms: norms + i,
              epsilon: epsilon,
              gradient: g + i * columns)
          }
        }
      }
    }
  }
}
