/// Mean and biased variance of each channel, `[C]` each.
package struct ChannelMoments: Sendable {
  package let mean, variance: Tensor

  package init(mean: Tensor, variance: Tensor) {
    self.mean = mean
    self.variance = variance
  }
}

/// Moments of rows that arrive in parts, merged in Double (Chan et al.).
struct MomentSums {
  private var count = 0.0
  private var mean, squares: [Double]

  init(channels: Int) {
    mean = Array(repeating: 0, count: channels)
    squares = mean
  }

  /// Adds `count` rows: for each channel their mean, and the sum of squared differences from it.
  mutating func add(count n: Double, _ part: (Int) -> (mean: Double, squares: Double)) {
    guard n > 0 else { return }
    let total = count + n
    for c in mean.indices {
      let (m, s) = part(c)
      let delta = m - mean[c]
      mean[c] += delta * n / total
      squares[c] += s + delta * delta * count * n / total
    }
    count = total
  }

  /// - Precondition: There are rows.
  var moments: ChannelMoments {
    precondition(count > 0, "statistics of no rows")
    return ChannelMoments(
      mean: Tensor(mean.map { Float($0) }, shape: [mean.count]),
      variance: Tensor(squares.map { Float(max(0, $0) / count) }, shape: [mean.count]))
  }
}
