/// `x * scale[c] + shift[c]`, rectified if `relu`, then dropped out: a normalisation that a kernel
/// applies to its input while it reads it, so that nobody writes the result to memory.
package struct ChannelActivation {
  package let scale, shift: Floats
  package let relu: Bool
  package let dropout: DropoutBits?

  package init(scale: Floats, shift: Floats, relu: Bool, dropout: DropoutBits?) {
    self.scale = scale
    self.shift = shift
    self.relu = relu
    self.dropout = dropout
  }
}

/// Copies rows of `x` to `y`, activated.
package func activate(
  rows: Range<Int>, channels: Int, _ x: Floats, _ activation: ChannelActivation?, _ y: MutableFloats
) {
  if let read = DroppingReader(activation) {
    activate(rows, channels, x, read, y)
  } else if let read = ActivatingReader(activation) {
    activate(rows, channels, x, read, y)
  } else {
    activate(rows, channels, x, PlainReader(), y)
  }
}

@inline(__always) private func activate(
  _ rows: Range<Int>, _ channels: Int, _ x: Floats, _ read: some InputReader, _ y: MutableFloats
) {
  for row in rows {
    forEachLane(channels) { c, width in
      let i = row * channels + c
      if width == laneWidth {
        store(y, i, read(x, i, c))
      } else {
        y[i] = read(scalar: x, i, c)
      }
    }
  }
}
