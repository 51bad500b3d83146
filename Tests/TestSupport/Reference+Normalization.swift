import Foundation
import TensorCore

extension Reference {
  /// The mean and biased variance of each channel.
  package static func statistics(_ x: ReferenceArray) -> (mean: [Double], variance: [Double]) {
    let (rows, channels) = (x.shape.rows, x.shape.channels)
    var mean = [Double](repeating: 0, count: channels)
    var variance = mean
    for c in 0..<channels {
      for r in 0..<rows { mean[c] += x[r, c] / Double(rows) }
      for r in 0..<rows { variance[c] += (x[r, c] - mean[c]) * (x[r, c] - mean[c]) / Double(rows) }
    }
    return (mean, variance)
  }

  /// Batch normalisation with the given statistics, those of `x` by default.
  package static func batchNorm(
    _ x: ReferenceArray, gamma: ReferenceArray, beta: ReferenceArray, epsilon: Double, relu: Bool,
    statistics: (mean: [Double], variance: [Double])? = nil
  ) -> ReferenceArray {
    let (mean, variance) = statistics ?? Self.statistics(x)
    var y = x
    for r in 0..<x.shape.rows {
      for c in 0..<x.shape.channels {
        let unit = (x[r, c] - mean[c]) / (variance[c] + epsilon).squareRoot()
        let value = gamma.values[c] * unit + beta.values[c]
        y[r, c] = relu ? max(value, 0) : value
      }
    }
    return y
  }

  /// Each item of the first axis divided by its norm, at least `epsilon`, times `scale`.
  package static func normalizedRows(
    _ x: ReferenceArray, scale: Double, epsilon: Double
  ) -> ReferenceArray {
    let (rows, columns) = (x.shape[0], x.count / x.shape[0])
    var y = x
    for r in 0..<rows {
      let range = r * columns..<(r + 1) * columns
      let norm = range.reduce(0) { $0 + x.values[$1] * x.values[$1] }.squareRoot()
      for i in range { y.values[i] = scale * x.values[i] / max(norm, epsilon) }
    }
    return y
  }

  /// `x W^T + b`.
  package static func linear(
    _ x: ReferenceArray, weight: ReferenceArray, bias: ReferenceArray
  ) -> ReferenceArray {
    let (rows, inputs, outputs) = (x.shape[0], x.shape[1], weight.shape[0])
    var y = ReferenceArray([rows, outputs])
    for r in 0..<rows {
      for o in 0..<outputs {
        var sum = bias.values[o]
        for i in 0..<inputs { sum += x.values[r * inputs + i] * weight.values[o * inputs + i] }
        y.values[r * outputs + o] = sum
      }
    }
    return y
  }

  /// The mean over rows with a label of `log(sum(exp(x))) - x[label]`.
  package static func softmaxCrossEntropy(
    _ x: ReferenceArray, labels: [Int], divisor: Int? = nil
  ) -> ReferenceArray {
    var total = 0.0
    for (r, label) in labels.enumerated() where label >= 0 {
      let row = (0..<x.shape.channels).map { x[r, $0] }
      let top = row.max() ?? 0
      total += log(row.reduce(0) { $0 + exp($1 - top) }) + top - row[label]
    }
    return ReferenceArray(scalar: total / Double(divisor ?? max(1, labels.count { $0 >= 0 })))
  }

  /// The mean over rows of `-sum(t log(softmax(x)))`.
  package static func softmaxCrossEntropy(
    _ x: ReferenceArray, targets: ReferenceArray
  ) -> ReferenceArray {
    let (rows, columns) = (x.shape.dimensions[0], x.shape.channels)
    var total = 0.0
    for r in 0..<rows {
      let sum = (0..<columns).reduce(0) { $0 + exp(x[r, $1]) }
      for c in 0..<columns { total -= targets[r, c] * log(exp(x[r, c]) / sum) }
    }
    return ReferenceArray(scalar: total / Double(rows))
  }

  /// The weighted sum of `-t log(p) - (1 - t) log(1 - p)`, `p` the logistic of `x`.
  package static func binaryCrossEntropy(
    _ x: ReferenceArray, targets: ReferenceArray, weights: ReferenceArray
  ) -> ReferenceArray {
    let total = x.values.indices.reduce(0.0) { sum, i in
      let (p, t) = (1 / (1 + exp(-x.values[i])), targets.values[i])
      return sum - weights.values[i] * (t * log(p) + (1 - t) * log(1 - p))
    }
    return ReferenceArray(scalar: total)
  }

  /// The weighted sum of smooth L1 losses.
  package static func smoothL1(
    _ x: ReferenceArray, targets: ReferenceArray, weights: ReferenceArray, beta: Double
  ) -> ReferenceArray {
    let total = x.values.indices.reduce(0.0) { sum, i in
      let d = abs(x.values[i] - targets.values[i])
      return sum + weights.values[i] * (d < beta ? d * d / (2 * beta) : d - beta / 2)
    }
    return ReferenceArray(scalar: total)
  }
}
