/// What happens to each output of a convolution before it is written: `y = dropout(result * scale[c] +
/// shift[c]) + residual`, rectified if `relu`.
package struct OutputFinish {
  /// One float for each output channel.
  package let scale, shift: Floats
  package let dropout: DropoutBits?
  /// A tensor of the output's shape, perhaps the output itself.
  package let residual: Floats?
  package let relu: Bool

  package init(
    scale: Floats, shift: Floats, dropout: DropoutBits?, residual: Floats?, relu: Bool
  ) {
    self.scale = scale
    self.shift = shift
    self.dropout = dropout
    self.residual = residual
    self.relu = relu
  }

  /// Finishes `rows` rows of `channels` results in place, at `offset` floats from the start of `y`.
  package func callAsFunction(rows: Int, channels: Int, _ y: MutableFloats, offset: Int) {
    let write = FinishingWriter(self)
    for r in 0..<rows {
      forEachLane(channels) { c, width in
        let i = offset + r * channels + c
        if width == laneWidth {
          write(load(y, i), y, i, c)
        } else {
          write(scalar: y[i], y, i, c)
        }
      }
    }
  }
}

/// How a kernel writes its output; as with `InputReader`, the plain way costs nothing.
protocol OutputWriter {
  /// Writes the results of eight channels from `c` to `y + offset`.
  func callAsFunction(_ value: Lane, _ y: MutableFloats, _ offset: Int, _ c: Int)
  /// The same for the result of channel `c`.
  func callAsFunction(scalar value: Float, _ y: MutableFloats, _ offset: Int, _ c: Int)
}

/// Writes the results as they are.
struct PlainWriter: OutputWriter {
  @inline(__always)
  func callAsFunction(_ value: Lane, _ y: MutableFloats, _ offset: Int, _ c: Int) {
    store(y, offset, value)
  }

  @inline(__always)
  func callAsFunction(scalar value: Float, _ y: MutableFloats, _ offset: Int, _ c: Int) {
    y[offset] = value
  }
}

/// Applies an `OutputFinish`.
struct FinishingWriter: OutputWriter {
  private let scale, shift: Floats
  private let dropout: DropoutBits?
  private let residual: Floats?
  private let floor: Lane

  init(_ finish: OutputFinish) {
    scale = finish.scale
    shift = finish.shift
    dropout = finish.dropout
    residual = finish.residual
    floor = Lane(repeating: finish.relu ? 0 : -.infinity)
  }

  @inline(__always)
  func callAsFunction(_ value: Lane, _ y: MutableFloats, _ offset: Int, _ c: Int) {
    var v = load(shift, c).addingProduct(value, load(scale, c))
    if let dropout { v = dropout(v, offset) }
    if let residual { v += load(residual, offset) }
    store(y, offset, Lane.maximum(v, floor))
  }

  @inline(__always)
  func callAsFunction(scalar value: Float, _ y: MutableFloats, _ offset: Int, _ c: Int) {
    var v = shift[c].addingProduct(value, scale[c])
    if let dropout { v = dropout(scalar: v, offset) }
    if let residual { v += residual[offset] }
    y[offset] = v < floor[0] ? floor[0] : v
  }
}
