/// `x * scale[c] + shift[c]`, rectified if `relu`: a normalisation that a kernel applies to its
/// input while it reads it, so that nobody writes the result to memory.
package struct ChannelActivation {
  package let scale, shift: Floats
  package let relu: Bool

  package init(scale: Floats, shift: Floats, relu: Bool) {
    self.scale = scale
    self.shift = shift
    self.relu = relu
  }
}

/// How a kernel reads its input. Kernels are generic over it, so that reading as it is costs nothing.
protocol InputReader {
  /// What stands for `value`, found in the eight channels from `c`.
  func callAsFunction(_ value: Lane, _ c: Int) -> Lane
  /// The same for one value, found in channel `c`.
  func callAsFunction(scalar value: Float, _ c: Int) -> Float
}

/// Reads the input as it is.
struct PlainReader: InputReader {
  @inline(__always) func callAsFunction(_ value: Lane, _ c: Int) -> Lane { value }
  @inline(__always) func callAsFunction(scalar value: Float, _ c: Int) -> Float { value }
}

/// Applies a `ChannelActivation`; not a number stays so.
struct ActivatingReader: InputReader {
  private let scale, shift: Floats
  private let floor: Lane

  init(_ activation: ChannelActivation) {
    scale = activation.scale
    shift = activation.shift
    floor = Lane(repeating: activation.relu ? 0 : -.infinity)
  }

  @inline(__always) func callAsFunction(_ value: Lane, _ c: Int) -> Lane {
    Lane.maximum(load(shift, c).addingProduct(value, load(scale, c)), floor)
  }

  @inline(__always) func callAsFunction(scalar value: Float, _ c: Int) -> Float {
    let v = shift[c].addingProduct(value, scale[c])
    return v < floor[0] ? floor[0] : v
  }
}
