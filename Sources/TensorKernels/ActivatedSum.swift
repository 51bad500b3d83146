/// `y = a + b`, each activated as it is read, rectified if `relu`.
package func addActivated(
  rows: Int, channels: Int, _ a: Floats, _ activationA: ChannelActivation?, _ b: Floats,
  _ activationB: ChannelActivation?, relu: Bool, _ y: MutableFloats
) {
  switch (activationA, activationB) {
  case (let x?, let z?):
    add(rows, channels, a, ActivatingReader(x), b, ActivatingReader(z), relu, y)
  case (let x?, nil): add(rows, channels, a, ActivatingReader(x), b, PlainReader(), relu, y)
  case (nil, let z?): add(rows, channels, b, ActivatingReader(z), a, PlainReader(), relu, y)
  case (nil, nil): add(rows, channels, a, PlainReader(), b, PlainReader(), relu, y)
  }
}

@inline(__always) private func add(
  _ rows: Int, _ channels: Int, _ a: Floats, _ readA: some InputReader, _ b: Floats,
  _ readB: some InputReader, _ relu: Bool, _ y: MutableFloats
) {
  let floor = Lane(repeating: relu ? 0 : -.infinity)
  for r in 0..<rows {
    forEachLane(channels) { c, width in
      let i = r * channels + c
      if width == laneWidth {
        store(y, i, Lane.maximum(readA(load(a, i), c) + readB(load(b, i), c), floor))
      } else {
        let v = readA(scalar: a[i], c) + readB(scalar: b[i], c)
        y[i] = relu && v < 0 ? 0 : v
      }
    }
  }
}
