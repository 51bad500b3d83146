/// Sums over rows (pixels) that a convolution takes while its output is still in cache. The sums are
/// added to `partial`, whose layout each case names; K is the number of channels.
package enum RowReduction {
  case none
  /// For mean and variance, `[4][K]`: a reference value of each channel (the first row's), the sum of
  /// differences from it, the sum of their squares, and in the first place of the last row the number
  /// of rows.
  case moments(partial: MutableFloats)
  /// For the backward pass of batch normalisation over rows of gradients, `[2][K]`: see
  /// `addBatchNormSums`.
  case batchNormSums(BatchNormInput, partial: MutableFloats)

  /// What the reduction reads beside the rows themselves, at the start of `y`.
  package var input: Floats? {
    if case .batchNormSums(let input, _) = self { input.x } else { nil }
  }

  /// Adds `rows` rows of `channels` values at `offset` floats from the start of `y`.
  package func add(rows: Int, channels: Int, _ y: Floats, offset: Int) {
    switch self {
    case .none: break
    case .moments(let partial): addMoments(rows: rows, channels: channels, y + offset, to: partial)
    case .batchNormSums(let input, let partial):
      addBatchNormSums(
        rows: rows, channels: channels, input.advanced(by: offset), gradient: y + offset,
        sum: partial, product: partial + channels)
    }
  }
}

/// The input and the constants of a batch normalisation, as its backward pass needs them.
package struct BatchNormInput {
  package let x, mean, inverse, scale, shift: Floats
  package let relu: Bool

  package init(
    x: Floats, mean: Floats, inverse: Floats, scale: Floats, shift: Floats, relu: Bool
  ) {
    self.x = x
    self.mean = mean
    self.inverse = inverse
    self.scale = scale
    self.shift = shift
    self.relu = relu
  }

  /// Where the normalised output is not above it, no gradient passes.
  var threshold: Lane { Lane(repeating: relu ? 0 : -.infinity) }

  /// The same from `offset` floats on.
  package func advanced(by offset: Int) -> BatchNormInput {
    BatchNormInput(
      x: x + offset, mean: mean, inverse: inverse, scale: scale, shift: shift, relu: relu)
  }
}

/// Adds rows to the sums of `RowReduction.moments`. Differences from one of the channel's own values
/// keep the sum of squares from cancelling.
private func addMoments(rows: Int, channels: Int, _ x: Floats, to partial: MutableFloats) {
  guard rows > 0 else { return }
  let (reference, sum, squares) = (partial, partial + channels, partial + 2 * channels)
  let count = partial + 3 * channels
  if count.pointee == 0 { reference.update(from: x, count: channels) }
  count.pointee += Float(rows)
  forEachLanePair(channels) { c, d in
    let (r0, r1) = (load(reference, c), load(reference, d))
    var (s0, s1) = (load(sum, c), load(sum, d))
    var (q0, q1) = (load(squares, c), load(squares, d))
    for row in 0..<rows {
      let v0 = load(x, row * channels + c) - r0
      let v1 = load(x, row * channels + d) - r1
      s0 += v0
      s1 += v1
      q0.addProduct(v0, v0)
      q1.addProduct(v1, v1)
    }
    store(sum, c, s0)
    store(sum, d, s1)
    store(squares, c, q0)
    store(squares, d, q1)
  } rest: { c in
    for row in 0..<rows {
      let v = x[row * channels + c] - reference[c]
      sum[c] += v
      squares[c].addProduct(v, v)
    }
  }
}
