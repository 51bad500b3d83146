import Autograd
import TensorCore

/// `x * scale[c] + shift[c]` on each channel: what follows a convolution in inference and can be
/// folded into its filter and bias.
struct ChannelAffine {
  /// nil is 1.
  private(set) var scale: [Float]?
  /// nil is 0.
  private(set) var shift: [Float]?

  /// Follows it with a bias.
  mutating func append(bias: Tensor) { add(bias.scalars) }

  /// Follows it with a factor for all channels.
  mutating func append(factor: Float, channels: Int) {
    multiply(by: Array(repeating: factor, count: channels))
  }

  /// Follows it with a batch normalisation.
  mutating func append(
    _ statistics: BatchNormStatistics, gamma: Tensor, beta: Tensor, epsilon: Float
  ) {
    let factor = zip(gamma.scalars, statistics.variance.scalars).map {
      $0 / ($1 + epsilon).squareRoot()
    }
    multiply(by: factor)
    add(zip(beta.scalars, zip(statistics.mean.scalars, factor)).map { $0 - $1.0 * $1.1 })
  }

  private mutating func multiply(by factor: [Float]) {
    scale = scale.map { zip($0, factor).map(*) } ?? factor
    shift = shift.map { zip($0, factor).map(*) }
  }

  private mutating func add(_ addend: [Float]) {
    shift = shift.map { zip($0, addend).map(+) } ?? addend
  }

  /// A filter `[out, in, height, width]` with each output channel scaled.
  func scaling(_ filter: Tensor) -> Tensor {
    guard let scale else { return filter }
    var result = filter
    let inner = filter.count / max(scale.count, 1)
    result.withMutableFloats { values in
      for (channel, factor) in scale.enumerated() {
        for i in channel * inner..<(channel + 1) * inner { values[i] *= factor }
      }
    }
    return result
  }
}
