import TensorKernels

/// The arithmetic of batch normalisation over the last axis, for `NeuralNet`'s layer and
/// `Autograd`'s operation.
package enum BatchNormalization {
  /// Rows per partial sum: they stay in the first-level cache for the second pass over them.
  private static func grain(_ channels: Int) -> Int { max(16, 8192 / max(channels, 1)) }

  /// Mean and biased variance of each channel, `[C]` each; partial results are merged in a fixed
  /// order in Double (Chan et al.).
  package static func statistics(_ x: Tensor) -> (mean: Tensor, variance: Tensor) {
    let (rows, channels) = (x.shape.rows, x.shape.channels)
    precondition(rows > 0, "statistics of no rows: \(x.shape)")
    let grain = grain(channels)
    let chunks = (rows + grain - 1) / grain
    var partial = Tensor(uninitialized: [2, chunks, channels])
    x.withFloats { source in
      partial.withMutableFloats { p in
        ThreadPool.current.forEachRange(chunks, grain: 8) {
          for i in $0 {
            channelStatistics(
              rows: min(grain, rows - i * grain), channels: channels, source + i * grain * channels,
              mean: p + i * channels, squares: p + (chunks + i) * channels)
          }
        }
      }
    }
    var mean = [Double](repeating: 0, count: channels)
    var squares = [Double](repeating: 0, count: channels)
    partial.withFloats { p in
      var n = 0.0
      for i in 0..<chunks {
        let m = Double(min(grain, rows - i * grain))
        for c in 0..<channels {
          let delta = Double(p[i * channels + c]) - mean[c]
          mean[c] += delta * m / (n + m)
          squares[c] += Double(p[(chunks + i) * channels + c]) + delta * delta * n * m / (n + m)
        }
        n += m
      }
    }
    return (
      Tensor(mean.map { Float($0) }, shape: [channels]),
      Tensor(squares.map { Float($0 / Double(rows)) }, shape: [channels])
    )
  }

  /// `x * scale + shift` per channel, rectified if `relu`.
  package static func normalized(_ x: Tensor, scale: Tensor, shift: Tensor, relu: Bool) -> Tensor {
    let channels = x.shape.channels
    var result = Tensor(uninitialized: x.shape)
    withFloats(x, scale, shift) { source, scale, shift in
      result.withMutableFloats { target in
        ThreadPool.current.forEachRange(x.shape.rows, grain: max(1, elementwiseGrain / channels)) {
          let i = $0.lowerBound * channels
          scaleShift(
            rows: $0.count, channels: channels, source + i, scale: scale, shift: shift, relu: relu,
            target + i)
        }
      }
    }
    return result
  }

  /// The sums over rows of `g` and `g * (x - mean) * inverse`, where `g` is the gradient (masked by
  /// the ReLU): the gradients of shift (beta) and scale (gamma).
  package static func parameterGradients(
    _ x: Tensor, gradient: Tensor, mean: Tensor, inverse: Tensor, scale: Tensor, shift: Tensor,
    relu: Bool
  ) -> (beta: Tensor, gamma: Tensor) {
    let (rows, channels) = (x.shape.rows, x.shape.channels)
    let grain = grain(channels)
    let chunks = (rows + 8 * grain - 1) / (8 * grain)
    var partial = Tensor([2, chunks, channels])
    withFloats(x, gradient, mean, inverse, scale, shift) {
      x, gradient, mean, inverse, scale, shift in
      partial.withMutableFloats { p in
        ThreadPool.current.forEach(chunks) { chunk in
          for first in stride(
            from: chunk * 8 * grain, to: min(rows, (chunk + 1) * 8 * grain), by: grain)
          {
            batchNormSums(
              rows: min(grain, rows - first), channels: channels, x + first * channels,
              gradient: gradient + first * channels, mean: mean, inverse: inverse, scale: scale,
              shift: shift,
              relu: relu, sum: p + chunk * channels, product: p + (chunks + chunk) * channels)
          }
        }
      }
    }
    return (sums(partial, 0, chunks, channels), sums(partial, chunks, chunks, channels))
  }

  /// Turns `gradient` into the input's: `scale * g + p * (x - mean) + q`, with `g` masked by the
  /// ReLU.
  package static func applyInputGradient(
    _ x: Tensor, gradient: inout Tensor, mean: Tensor, scale: Tensor, shift: Tensor, relu: Bool,
    p: Tensor,
    q: Tensor
  ) {
    let (rows, channels) = (x.shape.rows, x.shape.channels)
    withFloats(x, mean, scale, shift, p, q) { x, mean, scale, shift, p, q in
      gradient.withMutableFloats { g in
        ThreadPool.current.forEachRange(rows, grain: max(1, elementwiseGrain / channels)) {
          let i = $0.lowerBound * channels
          batchNormInputGradient(
            rows: $0.count, channels: channels, x + i, gradient: g + i, mean: mean, scale: scale,
            shift: shift,
            relu: relu, p: p, q: q)
        }
      }
    }
  }

  /// The sum in Double of rows `first..<first + count` of partial sums.
  private static func sums(_ partial: Tensor, _ first: Int, _ count: Int, _ channels: Int) -> Tensor
  {
    var total = [Double](repeating: 0, count: channels)
    partial.withFloats { p in
      for i in first..<first + count {
        for c in 0..<channels { total[c] += Double(p[i * channels + c]) }
      }
    }
    return Tensor(total.map { Float($0) }, shape: [channels])
  }
}
