import Autograd
import TensorCore

/// The one place where PyTorch's filters `[out, in, height, width]` become ours `[height, width,
/// in, out]`, and back.
enum FilterLayout {
  static func stored(_ shape: Shape, _ layout: Parameter.Layout) -> Shape {
    switch layout {
    case .asStored: shape
    case .convolutionFilter: [shape[3], shape[2], shape[0], shape[1]]
    }
  }

  /// A tensor of the network as files hold it.
  static func toFile(_ tensor: Tensor, _ layout: Parameter.Layout) -> Tensor {
    guard layout == .convolutionFilter else { return tensor }
    let shape = tensor.shape
    let window = shape[0] * shape[1]
    return permuted(
      tensor, to: stored(shape, layout), outer: shape[3], middle: shape[2], inner: window,
      strides: (1, shape[3], shape[2] * shape[3]))
  }

  /// A tensor of a file as the network holds it.
  static func fromFile(_ tensor: Tensor, _ layout: Parameter.Layout) -> Tensor {
    guard layout == .convolutionFilter else { return tensor }
    let shape = tensor.shape
    let window = shape[2] * shape[3]
    return permuted(
      tensor, to: [shape[2], shape[3], shape[1], shape[0]], outer: window, middle: shape[1],
      inner: shape[0], strides: (1, window, shape[1] * window))
  }

  /// Gathers `[outer, middle, inner]` from a source with the given strides of the three.
  private static func permuted(
    _ source: Tensor, to shape: Shape, outer: Int, middle: Int, inner: Int,
    strides: (outer: Int, middle: Int, inner: Int)
  ) -> Tensor {
    var result = Tensor(uninitialized: shape)
    source.withFloats { x in
      result.withMutableFloats { y in
        var target = y
        for o in 0..<outer {
          for m in 0..<middle {
            let start = x + o * strides.outer + m * strides.middle
            for i in 0..<inner { target[i] = start[i * strides.inner] }
            target += inner
          }
        }
      }
    }
    return result
  }
}
