import TensorKernels

/// The arithmetic of batch normalisation over the last axis, for `NeuralNet`'s layer and
/// `Autograd`'s operation.
package enum BatchNormalization {
  /// Rows per partial sum: they stay in the first-level cache for the second pass over them.
  static func grain(_ channels: Int) -> Int { max(16, 8192 / max(channels, 1)) }

  /// The moments of each channel of `x`; partial results are merged in a fixed order.
  /// - Precondition: There are rows.
  package static func moments(of x: Tensor) -> ChannelMoments {
    let (rows, channels) = (x.shape.rows, x.shape.channels)
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
    var sums = MomentSums(channels: channels)
    partial.withFloats { p in
      for i in 0..<chunks {
        sums.add(count: Double(min(grain, rows - i * grain))) { c in
          (Double(p[i * channels + c]), Double(p[(chunks + i) * channels + c]))
        }
      }
    }
    return sums.moments
  }

  /// The moments from the partial sums of `RowReduction.moments`, `[tasks, 4 C]`.
  /// - Precondition: There are rows.
  static func moments(_ partial: Tensor, channels: Int) -> ChannelMoments {
    var sums = MomentSums(channels: channels)
    partial.withFloats { p in
      for task in 0..<partial.shape[0] {
        let (reference, sum) = (p + task * 4 * channels, p + (task * 4 + 1) * channels)
        let (squares, count) = (sum + channels, Double(sum[2 * channels]))
        sums.add(count: count) { c in
          let mean = Double(sum[c]) / count
          return (Double(reference[c]) + mean, Double(squares[c]) - mean * Double(sum[c]))
        }
      }
    }
    return sums.moments
  }

  /// The totals in Double of the partial sums of `RowReduction.batchNormSums`, `[tasks, 2 C]`.
  static func sums(_ partial: Tensor, channels: Int) -> BatchNormSums {
    var total = [Double](repeating: 0, count: 2 * channels)
    partial.withFloats { p in
      for task in 0..<partial.shape[0] {
        for c in total.indices { total[c] += Double(p[task * 2 * channels + c]) }
      }
    }
    let floats = total.map { Float($0) }
    return BatchNormSums(
      beta: Tensor(Array(floats[..<channels]), shape: [channels]),
      gamma: Tensor(Array(floats[channels...]), shape: [channels]))
  }
}
