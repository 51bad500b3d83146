/// How a kernel reads its input. Kernels are generic over it, so that reading as it is costs nothing.
protocol InputReader {
  /// What stands for the eight values from `x + i`, found in the channels from `c`.
  func callAsFunction(_ x: Floats, _ i: Int, _ c: Int) -> Lane
  /// The same for the value at `x + i`, found in channel `c`.
  func callAsFunction(scalar x: Floats, _ i: Int, _ c: Int) -> Float
}

/// Reads the input as it is.
struct PlainReader: InputReader {
  @inline(__always) func callAsFunction(_ x: Floats, _ i: Int, _ c: Int) -> Lane { load(x, i) }
  @inline(__always) func callAsFunction(scalar x: Floats, _ i: Int, _ c: Int) -> Float { x[i] }
}

/// Applies a `ChannelActivation` without dropout; not a number stays so.
struct ActivatingReader: InputReader {
  private let scale, shift: Floats
  private let floor: Lane

  init?(_ activation: ChannelActivation?) {
    guard let activation else { return nil }
    scale = activation.scale
    shift = activation.shift
    floor = Lane(repeating: activation.relu ? 0 : -.infinity)
  }

  @inline(__always) func callAsFunction(_ x: Floats, _ i: Int, _ c: Int) -> Lane {
    Lane.maximum(load(shift, c).addingProduct(load(x, i), load(scale, c)), floor)
  }

  @inline(__always) func callAsFunction(scalar x: Floats, _ i: Int, _ c: Int) -> Float {
    let v = shift[c].addingProduct(x[i], scale[c])
    return v < floor[0] ? floor[0] : v
  }
}

/// Applies a `ChannelActivation` with dropout.
struct DroppingReader: InputReader {
  private let activate: ActivatingReader
  private let dropOut: DropoutBits

  init?(_ activation: ChannelActivation?) {
    guard let dropOut = activation?.dropout, let activate = ActivatingReader(activation) else {
      return nil
    }
    self.activate = activate
    self.dropOut = dropOut
  }

  @inline(__always) func callAsFunction(_ x: Floats, _ i: Int, _ c: Int) -> Lane {
    dropOut(activate(x, i, c), i)
  }

  @inline(__always) func callAsFunction(scalar x: Floats, _ i: Int, _ c: Int) -> Float {
    dropOut(scalar: activate(scalar: x, i, c), i)
  }
}
