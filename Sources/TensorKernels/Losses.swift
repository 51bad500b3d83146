import Glibc

/// Softmax of each of `rows` rows of `columns` logits; `y` may be `x`.
package func softmax(rows: Int, columns: Int, _ x: Floats, _ y: MutableFloats) {
  for r in 0..<rows {
    let source = x + r * columns
    let target = y + r * columns
    var top = -Float.infinity
    for c in 0..<columns { top = max(top, source[c]) }
    var sum: Float = 0
    for c in 0..<columns {
      target[c] = expf(source[c] - top)
      sum += target[c]
    }
    multiply(columns, target, by: 1 / sum)
  }
}

/// `y = 1 / (1 + exp(-x))`; `y` may be `x`.
package func sigmoid(_ count: Int, _ x: Floats, _ y: MutableFloats) {
  for i in 0..<count { y[i] = 1 / (1 + expf(-x[i])) }
}

/// Binary cross-entropy of logits, `weight * (max(x, 0) - x t + log(1 + exp(-|x|)))`, summed in
/// Double.
package func binaryCrossEntropy(
  _ count: Int, logits x: Floats, targets t: Floats, weights w: Floats
) -> Double {
  var total = 0.0
  for i in 0..<count where w[i] != 0 {
    total += Double(w[i] * (max(x[i], 0) - x[i] * t[i] + log1pf(expf(-abs(x[i])))))
  }
  return total
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

/// `y[r] = x[r] / max(norm(x[r]), epsilon)` for each row; `norms` receives the divisors.
package func normalizeRows(
  rows: Int, columns: Int, _ x: Floats, epsilon: Float, _ y: MutableFloats, norms: MutableFloats
) {
  for r in 0..<rows {
    let norm = max(dot(columns, x + r * columns, x + r * columns).squareRoot(), epsilon)
    norms[r] = norm
    let scale = 1 / norm
    for c in 0..<columns { y[r * columns + c] = x[r * columns + c] * scale }
  }
}

/// The input gradient of `normalizeRows` over `gradient`: `(g - y (y . g)) / norm`.
package func normalizeRowsBackward(
  rows: Int, columns: Int, output y: Floats, norms: Floats, epsilon: Float, gradient: MutableFloats
) {
  for r in 0..<rows {
    let (row, g) = (y + r * columns, gradient + r * columns)
    // Where the divisor was epsilon, it does not depend on x.
    let projection = norms[r] > epsilon ? dot(columns, row, g) : 0
    let scale = 1 / norms[r]
    for c in 0..<columns { g[c] = (g[c] - row[c] * projection) * scale }
  }
}

package func dot(_ count: Int, _ x: Floats, _ y: Floats) -> Float {
  var sum = Lane()
  var i = 0
  while i + laneWidth <= count {
    sum.addProduct(load(x, i), load(y, i))
    i += laneWidth
  }
  var total = sum.sum()
  while i < count {
    total.addProduct(x[i], y[i])
    i += 1
  }
  return total
}
