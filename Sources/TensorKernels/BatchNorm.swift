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
  let (x, mean, inverse, scale, shift) = (
    input.x, input.mean, input.inverse, input.scale, input.shift
  )
  let zero = Lane()
  let threshold = input.threshold
  forEachLanePair(channels) { c, d in
    let (mean0, scale0, shift0) = (load(mean, c), load(scale, c), load(shift, c))
    let (mean1, scale1, shift1) = (load(mean, d), load(scale, d), load(shift, d))
    var (sum0, dot0, sum1, dot1) = (Lane(), Lane(), Lane(), Lane())
    for row in 0..<rows {
      let (x0, x1) = (load(x, row * channels + c), load(x, row * channels + d))
      var (g0, g1) = (load(gradient, row * channels + c), load(gradient, row * channels + d))
      g0.replace(with: zero, where: shift0.addingProduct(x0, scale0) .<= threshold)
      g1.replace(with: zero, where: shift1.addingProduct(x1, scale1) .<= threshold)
      sum0 += g0
      sum1 += g1
      dot0.addProduct(g0, x0 - mean0)
      dot1.addProduct(g1, x1 - mean1)
    }
    let (total0, total1) = (load(sum, c) + sum0, load(sum, d) + sum1)
    let product0 = load(product, c).addingProduct(dot0, load(inverse, c))
    let product1 = load(product, d).addingProduct(dot1, load(inverse, d))
    store(sum, c, total0)
    store(sum, d, total1)
    store(product, c, product0)
    store(product, d, product1)
  } rest: { c in
    for row in 0..<rows {
      let v = x[row * channels + c]
      let isDead = shift[c].addingProduct(v, scale[c]) <= threshold[0]
      let g = isDead ? 0 : gradient[row * channels + c]
      sum[c] += g
      product[c] += g * (v - mean[c]) * inverse[c]
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
  let (mean, scale, shift, threshold) = (input.mean, input.scale, input.shift, input.threshold)
  for r in 0..<rows {
    let source = input.x + r * channels
    let g = gradient + r * channels
    let target = target + r * channels
    forEachLane(channels) { c, width in
      if width == laneWidth {
        let v = load(source, c)
        let a = load(scale, c)
        var g = load(g, c)
        g.replace(with: zero, where: load(shift, c).addingProduct(v, a) .<= threshold)
        var result = load(q, c).addingProduct(load(p, c), v - load(mean, c)).addingProduct(a, g)
        if accumulate { result += load(target, c) }
        store(target, c, result)
      } else {
        let v = source[c]
        let isDead = shift[c].addingProduct(v, scale[c]) <= threshold[0]
        let result = scale[c] * (isDead ? 0 : g[c]) + p[c] * (v - mean[c]) + q[c]
        target[c] = accumulate ? target[c] + result : result
      }
    }
  }
}
