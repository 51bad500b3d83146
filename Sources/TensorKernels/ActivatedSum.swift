/// `y = a + b` for rows of `channels` floats, each activated as it is read, rectified if `relu`.
package func addActivated(
  rows: Range<Int>, channels: Int, _ a: Floats, _ activationA: ChannelActivation?, _ b: Floats,
  _ activationB: ChannelActivation?, relu: Bool, _ y: MutableFloats
) {
  if let read = DroppingReader(activationA) {
    add(rows, channels, a, read, b, activationB, relu, y)
  } else if let read = ActivatingReader(activationA) {
    add(rows, channels, a, read, b, activationB, relu, y)
  } else {
    add(rows, channels, a, PlainReader(), b, activationB, relu, y)
  }
}

@inline(__always) private func add(
  _ rows: Range<Int>, _ channels: Int, _ a: Floats, _ readA: some InputReader, _ b: Floats,
  _ activationB: ChannelActivation?, _ relu: Bool, _ y: MutableFloats
) {
  if let read = DroppingReader(activationB) {
    add(rows, channels, a, readA, b, read, relu, y)
  } else if let read = ActivatingReader(activationB) {
    add(rows, channels, a, readA, b, read, relu, y)
  } else {
    add(rows, channels, a, readA, b, PlainReader(), relu, y)
  }
}

@inline(__always) private func add(
  _ rows: Range<Int>, _ channels: Int, _ a: Floats, _ readA: some InputReader, _ b: Floats,
  _ readB: some InputReader, _ relu: Bool, _ y: MutableFloats
) {
  let floor = Lane(repeating: relu ? 0 : -.infinity)
  for row in rows {
    forEachLane(channels) { c, width in
      let i = row * channels + c
      if width == laneWidth {
        store(y, i, Lane.maximum(readA(a, i, c) + readB(b, i, c), floor))
      } else {
        let v = readA(scalar: a, i, c) + readB(scalar: b, i, c)
        y[i] = relu && v < 0 ? 0 : v
      }
    }
  }
}
