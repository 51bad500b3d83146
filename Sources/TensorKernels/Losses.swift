import Glibc

/// Softmax of each of `rows` rows of `columns` logits; `y` may be `x`. `logarithms`, if given,
/// receives the logarithm of each row's sum of `exp(x - max(x))`, and `maxima` each row's maximum.
package func softmax(
  rows: Int, columns: Int, _ x: Floats, _ y: MutableFloats, maxima: MutableFloats? = nil,
  logarithms: MutableFloats? = nil
) {
  for r in 0..<rows {
    let target = y + r * columns
    let top = maximum(columns, x + r * columns)
    var sums = Lane()
    forEachPart(columns) { c, width in
      let terms = exp(load(x + r * columns, c, width, filling: -.infinity) - top)
      store(target, c, width, terms)
      sums += terms
    }
    let sum = sums.sum()
    multiply(columns, target, by: 1 / sum)
    maxima?[r] = top
    logarithms?[r] = logf(sum)
  }
}

/// The cross-entropy of a row's softmax with `targets`: `sum(t (logarithm + maximum - x))`, given the
/// row's maximum and the logarithm of its sum of `exp(x - maximum)`.
package func softCrossEntropy(
  _ count: Int, _ x: Floats, targets t: Floats, maximum: Float, logarithm: Float
) -> Float {
  var sum = Lane()
  forEachPart(count) { i, width in
    let target = load(t, i, width, filling: 0)
    let below = maximum - load(x, i, width, filling: maximum)
    // A class that is excluded by an infinite logit costs nothing where nothing is wanted of it.
    sum += (target * (logarithm + below)).replacing(with: 0, where: target .== 0)
  }
  return sum.sum()
}

/// The gradient of a row's cross-entropy with the class `label`, `scale p` less `scale` for that
/// class; 0 for the label -1. The probabilities `p` become it.
package func crossEntropyGradient(
  _ count: Int, probabilities p: MutableFloats, label: Int, scale: Float
) {
  guard label >= 0 else { return p.update(repeating: 0, count: count) }
  multiply(count, p, by: scale)
  p[label] -= scale
}

/// The gradient of a row's cross-entropy, `scale (p sum(t) - t)`; `p` becomes it.
package func softCrossEntropyGradient(
  _ count: Int, probabilities p: MutableFloats, targets t: Floats, scale: Float
) {
  var sum = Lane()
  forEachPart(count) { i, width in sum += load(t, i, width, filling: 0) }
  let total = sum.sum()
  forEachPart(count) { i, width in
    store(
      p, i, width, scale * (total * load(p, i, width, filling: 0) - load(t, i, width, filling: 0)))
  }
}

/// `y = 1 / (1 + exp(-x))`; `y` may be `x`.
package func sigmoid(_ count: Int, _ x: Floats, _ y: MutableFloats) {
  forEachPart(count) { i, width in
    let v = load(x, i, width, filling: 0)
    // The exponential of a negative number only: small results keep all their digits.
    let e = exp(-magnitude(v))
    store(y, i, width, Lane(repeating: 1).replacing(with: e, where: v .< 0) / (1 + e))
  }
}

/// Binary cross-entropy of logits, `weight * (max(x, 0) - x t + log(1 + exp(-|x|)))`, summed in
/// Double.
package func binaryCrossEntropy(
  _ count: Int, logits x: Floats, targets t: Floats, weights w: Floats
) -> Double {
  var total = 0.0
  forEachPart(count) { i, width in
    let v = load(x, i, width, filling: 0)
    let positive = Lane.maximum(v, Lane())
    let weights = load(w, i, width, filling: 0)
    let logarithm = log1p(exp(-magnitude(v)))
    let terms = weights * (positive - v * load(t, i, width, filling: 0) + logarithm)
    for lane in 0..<width where weights[lane] != 0 { total += Double(terms[lane]) }
  }
  return total
}

/// The gradient of `binaryCrossEntropy`, `scale weight (p - t)`, and 0 where a weight is 0; the
/// probabilities `p` become it.
package func binaryCrossEntropyGradient(
  _ count: Int, probabilities p: MutableFloats, targets t: Floats, weights w: Floats, scale: Float
) {
  for i in 0..<count { p[i] = w[i] == 0 ? 0 : scale * w[i] * (p[i] - t[i]) }
}

/// Smooth L1 (Huber with `beta`): `weight * (d^2 / (2 beta) if |d| < beta else |d| - beta / 2)`,
/// summed in Double.
package func smoothL1(
  _ count: Int, _ x: Floats, targets t: Floats, weights w: Floats, beta: Float
) -> Double {
  var total = 0.0
  for i in 0..<count where w[i] != 0 {
    let d = abs(x[i] - t[i])
    total += Double(w[i] * (d < beta ? d * d / (2 * beta) : d - beta / 2))
  }
  return total
}

/// The gradient of `smoothL1`, `scale weight` times `d / beta` within -1...1, and 0 where a weight
/// is 0; `x` becomes it. NaN stays NaN.
package func smoothL1Gradient(
  _ count: Int, _ x: MutableFloats, targets t: Floats, weights w: Floats, beta: Float, scale: Float
) {
  for i in 0..<count {
    let d = (x[i] - t[i]) / beta
    let slope = d < -1 ? -1 : d > 1 ? 1 : d
    x[i] = w[i] == 0 ? 0 : scale * w[i] * slope
  }
}

/// The largest of `count` floats, `-infinity` of none; NaN is passed over.
private func maximum(_ count: Int, _ x: Floats) -> Float {
  var best = Lane(repeating: -.infinity)
  forEachPart(count) { c, width in
    let v = load(x, c, width, filling: -.infinity)
    best.replace(with: v, where: v .> best)
  }
  return best.max()
}

@inline(__always) private func magnitude(_ x: Lane) -> Lane {
  unsafeBitCast(unsafeBitCast(x, to: SIMD8<UInt32>.self) & 0x7FFF_FFFF, to: Lane.self)
}

/// Calls `body` for each lane of `count` floats; the last may be narrower.
@inline(__always) private func forEachPart(_ count: Int, _ body: (_ i: Int, _ width: Int) -> Void) {
  var i = 0
  while i + laneWidth <= count {
    body(i, laneWidth)
    i += laneWidth
  }
  if i < count { body(i, count - i) }
}

/// The first `width` floats and `value` in the lanes after them.
@inline(__always) private func load(
  _ pointer: Floats, _ offset: Int, _ width: Int, filling value: Float
) -> Lane {
  if width == laneWidth { return load(pointer, offset) }
  var result = Lane(repeating: value)
  for i in 0..<width { result[i] = pointer[offset + i] }
  return result
}

/// Stores the first `width` lanes.
@inline(__always) private func store(
  _ pointer: MutableFloats, _ offset: Int, _ width: Int, _ value: Lane
) {
  if width == laneWidth { return store(pointer, offset, value) }
  for i in 0..<width { pointer[offset + i] = value[i] }
}
