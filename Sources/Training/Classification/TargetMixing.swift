import Glibc
import TensorCore

/// Label smoothing and mixup: training batches whose targets are shares of classes.
///
/// - Smoothing by `e`: each label has the share `1 - e + e / C`, the other classes `e / C`, as
///   PyTorch's `CrossEntropyLoss(label_smoothing:)`.
/// - Mixup (arXiv 1710.09412) with `alpha`: each batch is mixed with itself in reverse, as in timm,
///   with one share drawn from Beta(alpha, alpha). Since exchanging the two of a pair is the same as
///   exchanging their shares, the share is taken from its upper half: then a batch's labels are those
///   of the pictures that show most.
package struct TargetMixing: Sendable, Hashable {
  package var smoothing: Float
  package var alpha: Float

  package init(smoothing: Float = 0, alpha: Float = 0) {
    self.smoothing = smoothing
    self.alpha = alpha
  }

  /// Whether there is anything to do.
  var isActive: Bool { smoothing > 0 || alpha > 0 }

  /// Mixes pictures, and gives the targets `[N, classes]`.
  package func targets(
    labels: [Int], classes: Int, mixing pictures: inout Tensor, using generator: RandomGenerator
  ) -> Tensor {
    var targets = Tensor([labels.count, classes], repeating: smoothing / Float(classes))
    targets.withMutableFloats { targets in
      for (row, label) in labels.enumerated() { targets[row * classes + label] += 1 - smoothing }
    }
    if alpha > 0 {
      var generator = generator
      let share = Float(generator.beta(Double(alpha)))
      pictures.mixWithReversed(share: max(share, 1 - share))
      targets.mixWithReversed(share: max(share, 1 - share))
    }
    return targets
  }
}

extension Tensor {
  /// `share * self[i] + (1 - share) * self[N - 1 - i]` along the first axis.
  fileprivate mutating func mixWithReversed(share: Float) {
    let count = shape[0]
    let size = self.count / max(count, 1)
    let rest = 1 - share
    withMutableFloats { x in
      for i in 0..<count / 2 {
        let (a, b) = (x + i * size, x + (count - 1 - i) * size)
        for j in 0..<size {
          (a[j], b[j]) = (share * a[j] + rest * b[j], share * b[j] + rest * a[j])
        }
      }
    }
  }
}

extension RandomGenerator {
  /// A number of the distribution Beta(alpha, alpha), in 0...1.
  /// - Precondition: `alpha` is positive.
  package mutating func beta(_ alpha: Double) -> Double {
    precondition(alpha > 0, "a beta distribution of \(alpha)")
    // The share of one of two gamma variates, by their logarithms: those of a small alpha are too
    // small for a Double.
    let (a, b) = (logGamma(alpha), logGamma(alpha))
    return 1 / (1 + exp(b - a))
  }

  /// The logarithm of a number of the distribution Gamma(alpha, 1) (Marsaglia & Tsang, 2000).
  private mutating func logGamma(_ alpha: Double) -> Double {
    // One parameter more, and a power of a uniform number: their method needs 1 at least.
    let d = alpha + 1 - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = Double(normal())
      let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
      let u = 1 - Double(uniform())
      if v > 0, log(u) < x * x / 2 + d - d * v + d * log(v) {
        return log(d * v) + log(1 - Double(uniform())) / alpha
      }
    }
  }
}
