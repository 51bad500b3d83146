// Batch normalisation over rows of `channels` floats (NHWC: a row is a pixel).

/// Mean and sum of squared deviations of each channel over `rows` rows, two passes over rows that
/// are meant to stay in cache: exact where a single pass of sums of squares would cancel. The
/// second pass also finds what rounding took from the first one's mean.
package func channelStatistics(
  rows: Int, channels: Int, _ x: Floats, mean: MutableFloats, squares: MutableFloats
) {
  let scale = 1 / Float(rows)
  forEachLane(channels) { c, width in
    if width == laneWidth {
      var sum = Lane()
      for r in 0..<rows { sum += load(x, r * channels + c) }
      let mu = sum * scale
      var rest = Lane()
      var square = Lane()
      for r in 0..<rows {
        let d = load(x, r * channels + c) - mu
        rest += d
        square.addProduct(d, d)
      }
      store(mean, c, mu.addingProduct(rest, Lane(repeating: scale)))
      store(squares, c, square - rest * rest * scale)
    } else {
      var sum: Float = 0
      for r in 0..<rows { sum += x[r * channels + c] }
      let mu = sum * scale
      var rest: Float = 0
      var square: Float = 0
      for r in 0..<rows {
        let d = x[r * channels + c] - mu
        rest += d
        square.addProduct(d, d)
      }
      mean[c] = mu.addingProduct(rest, scale)
      squares[c] = square - rest * rest * scale
    }
  }
}

/// `sum[c] += g` and `product[c] += g * (x - mean[c]) * inverse[c]` over the rows, where `g` is the
/// gradient, masked where `relu` and the normalised output `x * scale + shift` is not positive.
func addBatchNormSums(
  rows: Int, channels: Int, _ input: BatchNormInput, gradient: Floats, sum: MutableFloats,
  product: MutableFloats
) {
  let (x, mean, inverse) = (input.x, input.mean, input.inverse)
  let (scale, shift, relu) = (input.scale, input.shift, input.relu)
  let zero = Lane()
  forEachLane(channels) { c, width in
    if width == laneWidth {
      let (mu, inv, a, b) = (load(mean, c), load(inverse, c), load(scale, c), load(shift, c))
      var total = Lane()
      var dot = Lane()
      for r in 0..<rows {
        let v = load(x, r * channels + c)
        var g = load(gradient, r * channels + c)
        if relu { g.replace(with: zero, where: b.addingProduct(v, a) .<= zero) }
        total += g
        dot.addProduct(g, (v - mu) * inv)
      }
      store(sum, c, load(sum, c) + total)
      store(product, c, load(product, c) + dot)
    } else {
      for r in 0..<rows {
        let v = x[r * channels + c]
        let dead = relu && shift[c].addingProduct(v, scale[c]) <= 0
        let g = dead ? 0 : gradient[r * channels + c]
        sum[c] += g
        product[c] += g * (v - mean[c]) * inverse[c]
      }
    }
  }
}

/// The input gradient `a[c] * g + p[c] * (x - mean[c]) + q[c]` with `g` masked as in `addBatchNormSums`,
/// written to `target`, or added to it if `accumulate`; `target` may be `gradient`. Training: `a =
/// scale`, `p = -scale * inverse * product / n`, `q = -scale * sum / n`. Fixed statistics: `p = q =
/// 0`.
package func batchNormInputGradient(
  rows: Int, channels: Int, _ input: BatchNormInput, gradient: Floats, p: Floats, q: Floats,
  accumulate: Bool, _ target: MutableFloats
) {
  let zero = Lane()
  let (mean, scale, shift, relu) = (input.mean, input.scale, input.shift, input.relu)
  for r in 0..<rows {
    let source = input.x + r * channels
    let g = gradient + r * channels
    let target = target + r * channels
    forEachLane(channels) { c, width in
      if width == laneWidth {
        let v = load(source, c)
        let a = load(scale, c)
        var g = load(g, c)
        if relu { g.replace(with: zero, where: load(shift, c).addingProduct(v, a) .<= zero) }
        var result = load(q, c).addingProduct(load(p, c), v - load(mean, c)).addingProduct(a, g)
        if accumulate { result += load(target, c) }
        store(target, c, result)
      } else {
        let v = source[c]
        let dead = relu && shift[c].addingProduct(v, scale[c]) <= 0
        let result = scale[c] * (dead ? 0 : g[c]) + p[c] * (v - mean[c]) + q[c]
        target[c] = accumulate ? target[c] + result : result
      }
    }
  }
}

/// Calls `body(channel, laneWidth)` for whole lanes, then `body(channel, 1)` for what is left.
@inline(__always) func forEachLane(_ channels: Int, _ body: (_ channel: Int, _ width: Int) -> Void)
{
  var c = 0
  while c + laneWidth <= channels {
    body(c, laneWidth)
    c += laneWidth
  }
  while c < channels {
    body(c, 1)
    c += 1
  }
}
