import TensorKernels

/// The sums over rows of `g` and `g * (x - mean) * inverse`, `[C]` each, where `g` is the gradient of a
/// batch normalisation's result (masked by its ReLU): the gradients of beta and gamma.
package struct BatchNormSums: Sendable {
  package let beta, gamma: Tensor
}

/// A batch normalisation's input and constants, from which its gradients are computed.
package struct BatchNormGradient: Sendable {
  /// The input `[..., C]`.
  package let x: Tensor
  /// `[C]` each; `inverse` is `1 / sqrt(variance + epsilon)`, and the result is `x * scale + shift`.
  package let mean, inverse, scale, shift: Tensor
  package let relu: Bool

  package init(
    x: Tensor, mean: Tensor, inverse: Tensor, scale: Tensor, shift: Tensor, relu: Bool
  ) {
    self.x = x
    self.mean = mean
    self.inverse = inverse
    self.scale = scale
    self.shift = shift
    self.relu = relu
  }

  func withFloats<R>(_ body: (BatchNormInput) -> R) -> R {
    TensorCore.withFloats(x, mean, inverse) { x, mean, inverse in
      TensorCore.withFloats(scale, shift) { scale, shift in
        body(
          BatchNormInput(
            x: x, mean: mean, inverse: inverse, scale: scale, shift: shift, relu: relu))
      }
    }
  }

  /// The sums for a gradient of the result.
  package func sums(_ gradient: Tensor) -> BatchNormSums {
    let (rows, channels) = (x.shape.rows, x.shape.channels)
    let grain = BatchNormalization.grain(channels)
    let chunks = (rows + 8 * grain - 1) / (8 * grain)
    var partial = Tensor([chunks, 2 * channels])
    withFloats { input in
      gradient.withFloats { g in
        partial.withMutableFloats { p in
          ThreadPool.current.forEach(chunks) { chunk in
            for first in stride(
              from: chunk * 8 * grain, to: min(rows, (chunk + 1) * 8 * grain), by: grain)
            {
              RowReduction.batchNormSums(input, partial: p + chunk * 2 * channels).add(
                rows: min(grain, rows - first), channels: channels, g, offset: first * channels)
            }
          }
        }
      }
    }
    return BatchNormalization.sums(partial, channels: channels)
  }

  /// Turns a gradient of the result into the input's, `scale * g + p * (x - mean) + q` with `g` masked
  /// by the ReLU, in place.
  package func applyInputGradient(to gradient: inout Tensor, p: Tensor, q: Tensor) {
    gradient.withMutableFloats { g in
      forEachRange(p, q) { rows, i, input, p, q in
        batchNormInputGradient(
          rows: rows, channels: x.shape.channels, input, gradient: g + i, p: p, q: q,
          accumulate: false, g + i)
      }
    }
  }

  /// Adds to `total` what `applyInputGradient` would turn `gradient` into.
  package func addInputGradient(_ gradient: Tensor, p: Tensor, q: Tensor, to total: inout Tensor) {
    gradient.withFloats { g in
      total.withMutableFloats { target in
        forEachRange(p, q) { rows, i, input, p, q in
          batchNormInputGradient(
            rows: rows, channels: x.shape.channels, input, gradient: g + i, p: p, q: q,
            accumulate: true, target + i)
        }
      }
    }
  }

  private func forEachRange(
    _ p: Tensor, _ q: Tensor,
    _ body: (
      _ rows: Int, _ offset: Int, BatchNormInput, UnsafePointer<Float>, UnsafePointer<Float>
    ) -> Void
  ) {
    let channels = x.shape.channels
    p.withFloats { p in
      q.withFloats { q in
        withFloats { input in
          ThreadPool.current.forEachRange(
            x.shape.rows, grain: max(1, elementwiseGrain / max(channels, 1))
          ) {
            let offset = $0.lowerBound * channels
            body($0.count, offset, input.advanced(by: offset), p, q)
          }
        }
      }
    }
  }
}
