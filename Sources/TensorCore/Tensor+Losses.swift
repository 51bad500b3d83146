import TensorKernels

extension Tensor {
  /// Cross-entropy of each row's softmax with the class of `labels` (natural logarithm), and the
  /// softmax itself.
  /// - Precondition: There is a label for each row, in 0..<C or -1 for a row without a loss.
  package func crossEntropies(_ labels: [Int]) -> (losses: [Float], probabilities: Tensor) {
    let (rows, columns) = (shape.rows, shape.channels)
    precondition(labels.count == rows, "\(labels.count) labels for logits \(shape)")
    let (probabilities, maxima, logarithms) = softmaxWithSums()
    let losses = TensorCore.withFloats(self, maxima, logarithms) { x, maxima, logarithms in
      labels.enumerated().map { r, label -> Float in
        precondition(label >= -1 && label < columns, "label \(label) of \(columns) classes")
        return label < 0 ? 0 : logarithms[r] + (maxima[r] - x[r * columns + label])
      }
    }
    return (losses, probabilities)
  }

  /// Cross-entropy of each row's softmax with a row of `targets`, and the softmax itself.
  /// - Precondition: The shapes agree.
  package func crossEntropies(targets: Tensor) -> (losses: [Float], probabilities: Tensor) {
    precondition(shape == targets.shape, "targets \(targets.shape) for logits \(shape)")
    let (rows, columns) = (shape.rows, shape.channels)
    let (probabilities, maxima, logarithms) = softmaxWithSums()
    let losses = TensorCore.withFloats(self, targets, maxima) { x, t, maxima in
      logarithms.withFloats { logarithms in
        (0..<rows).map { r in
          softCrossEntropy(
            columns, x + r * columns, targets: t + r * columns, maximum: maxima[r],
            logarithm: logarithms[r])
        }
      }
    }
    return (losses, probabilities)
  }

  /// Turns these probabilities into the gradient of the cross-entropies with `labels`, times
  /// `scale`.
  /// - Precondition: There is a label for each row, in 0..<C or -1 for a row without a loss.
  package mutating func becomeCrossEntropyGradient(labels: [Int], scale: Float) {
    let (rows, columns) = (shape.rows, shape.channels)
    precondition(labels.count == rows, "\(labels.count) labels for probabilities \(shape)")
    withMutableFloats { p in
      for (row, label) in labels.enumerated() {
        precondition(label >= -1 && label < columns, "label \(label) of \(columns) classes")
        crossEntropyGradient(columns, probabilities: p + row * columns, label: label, scale: scale)
      }
    }
  }

  /// Turns these probabilities into the gradient of the cross-entropies with `targets`, times
  /// `scale`.
  /// - Precondition: The shapes agree.
  package mutating func becomeCrossEntropyGradient(targets: Tensor, scale: Float) {
    precondition(shape == targets.shape, "targets \(targets.shape) for probabilities \(shape)")
    let (rows, columns) = (shape.rows, shape.channels)
    targets.withFloats { t in
      withMutableFloats { p in
        for r in 0..<rows {
          softCrossEntropyGradient(
            columns, probabilities: p + r * columns, targets: t + r * columns, scale: scale)
        }
      }
    }
  }

  /// The softmax with each row's maximum and the logarithm of its sum of exponentials.
  private func softmaxWithSums() -> (probabilities: Tensor, maxima: Tensor, logarithms: Tensor) {
    var maxima = Tensor(uninitialized: [shape.rows])
    var logarithms = Tensor(uninitialized: [shape.rows])
    let probabilities = maxima.withMutableFloats { maxima in
      logarithms.withMutableFloats { softmax(maxima: maxima, logarithms: $0) }
    }
    return (probabilities, maxima, logarithms)
  }

  /// The softmax over the last axis.
  public func softmax() -> Tensor { softmax(maxima: nil, logarithms: nil) }

  private func softmax(
    maxima: UnsafeMutablePointer<Float>?, logarithms: UnsafeMutablePointer<Float>?
  ) -> Tensor {
    var result = Tensor(uninitialized: shape)
    let columns = shape.channels
    withFloats { source in
      result.withMutableFloats { target in
        ThreadPool.current.forEachRange(shape.rows, grain: max(1, 4096 / max(columns, 1))) { rows in
          let first = rows.lowerBound
          TensorKernels.softmax(
            rows: rows.count, columns: columns, source + first * columns, target + first * columns,
            maxima: maxima.map { $0 + first }, logarithms: logarithms.map { $0 + first })
        }
      }
    }
    return result
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

  /// Turns these probabilities into the gradient of their logits' `binaryCrossEntropy`, times
  /// `scale`.
  /// - Precondition: The counts agree.
  package mutating func becomeBinaryCrossEntropyGradient(
    targets: Tensor, weights: Tensor, scale: Float
  ) {
    let count = count
    precondition(
      count == targets.count && count == weights.count,
      "probabilities \(shape), targets \(targets.shape) and weights \(weights.shape) differ")
    TensorCore.withFloats(targets, weights) { t, w in
      withMutableFloats { p in
        binaryCrossEntropyGradient(count, probabilities: p, targets: t, weights: w, scale: scale)
      }
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

  /// Turns these values into the gradient of their `smoothL1`, times `scale`.
  /// - Precondition: The counts agree and `beta` is positive.
  package mutating func becomeSmoothL1Gradient(
    targets: Tensor, weights: Tensor, beta: Float, scale: Float
  ) {
    let count = count
    precondition(
      count == targets.count && count == weights.count,
      "values \(shape), targets \(targets.shape) and weights \(weights.shape) differ")
    precondition(beta > 0, "smooth L1 needs a positive beta, got \(beta)")
    TensorCore.withFloats(targets, weights) { t, w in
      withMutableFloats { x in
        smoothL1Gradient(count, x, targets: t, weights: w, beta: beta, scale: scale)
      }
    }
  }
}
