// Loops over contiguous floats. `count` is in floats; every pointer covers `count` floats.

/// `y += x`
package func add(_ count: Int, _ x: Floats, into y: MutableFloats) {
  var i = 0
  while i + laneWidth <= count {
    store(y, i, load(y, i) + load(x, i))
    i += laneWidth
  }
  while i < count {
    y[i] += x[i]
    i += 1
  }
}

/// `z = x + y`
package func add(_ count: Int, _ x: Floats, _ y: Floats, _ z: MutableFloats) {
  var i = 0
  while i + laneWidth <= count {
    store(z, i, load(x, i) + load(y, i))
    i += laneWidth
  }
  while i < count {
    z[i] = x[i] + y[i]
    i += 1
  }
}

/// `y += scale * x`
package func add(_ count: Int, _ x: Floats, times scale: Float, into y: MutableFloats) {
  let factor = Lane(repeating: scale)
  var i = 0
  while i + laneWidth <= count {
    store(y, i, load(y, i).addingProduct(load(x, i), factor))
    i += laneWidth
  }
  while i < count {
    y[i] = y[i].addingProduct(x[i], scale)
    i += 1
  }
}

/// `y *= scale`
package func multiply(_ count: Int, _ y: MutableFloats, by scale: Float) {
  let factor = Lane(repeating: scale)
  var i = 0
  while i + laneWidth <= count {
    store(y, i, load(y, i) * factor)
    i += laneWidth
  }
  while i < count {
    y[i] *= scale
    i += 1
  }
}

/// `y = max(x, 0)`, and NaN stays NaN; `x` may be `y`.
package func relu(_ count: Int, _ x: Floats, _ y: MutableFloats) {
  let zero = Lane()
  var i = 0
  while i + laneWidth <= count {
    store(y, i, Lane.maximum(load(x, i), zero))
    i += laneWidth
  }
  while i < count {
    y[i] = x[i] < 0 ? 0 : x[i]
    i += 1
  }
}

/// `gradient = 0 where output <= 0`: the backward pass of `relu` from its output.
package func reluBackward(_ count: Int, output: Floats, gradient: MutableFloats) {
  let zero = Lane()
  var i = 0
  while i + laneWidth <= count {
    store(gradient, i, load(gradient, i).replacing(with: zero, where: load(output, i) .<= zero))
    i += laneWidth
  }
  while i < count {
    if output[i] <= 0 { gradient[i] = 0 }
    i += 1
  }
}

/// Adds one row of `columns` floats to each of `rows` rows.
package func addRow(rows: Int, columns: Int, _ row: Floats, into y: MutableFloats) {
  for r in 0..<rows { add(columns, row, into: y + r * columns) }
}

/// `total[c] += sum over rows of x[row][c]`
package func addRowSums(rows: Int, columns: Int, _ x: Floats, into total: MutableFloats) {
  for r in 0..<rows { add(columns, x + r * columns, into: total) }
}

/// The sum of the products, in Float.
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

/// One step of stochastic gradient descent, torch's rule (`d = g + wd w; buf = m buf + d;
/// d = d + m buf if Nesterov; w -= lr d`). A `first` step sets the buffer to `d`.
package func sgdStep(
  _ count: Int, _ weight: MutableFloats, _ gradient: Floats, _ buffer: MutableFloats,
  learningRate: Float, momentum: Float, weightDecay: Float, nesterov: Bool, first: Bool
) {
  @inline(__always) func update<V: SIMD>(_ w: V, _ g: V, _ b: V) -> (V, V)
  where V.Scalar == Float {
    let d = g.addingProduct(V(repeating: weightDecay), w)
    let buffer = first ? d : d.addingProduct(V(repeating: momentum), b)
    let direction = nesterov ? d.addingProduct(V(repeating: momentum), buffer) : buffer
    return (w - V(repeating: learningRate) * direction, buffer)
  }
  var i = 0
  while i + laneWidth <= count {
    let (w, b) = update(load(weight, i), load(gradient, i), load(buffer, i))
    store(weight, i, w)
    store(buffer, i, b)
    i += laneWidth
  }
  while i < count {
    let (w, b) = update(SIMD2(weight[i], 0), SIMD2(gradient[i], 0), SIMD2(buffer[i], 0))
    weight[i] = w[0]
    buffer[i] = b[0]
    i += 1
  }
}
