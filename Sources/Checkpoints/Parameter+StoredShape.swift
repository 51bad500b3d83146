import Autograd
import TensorCore

extension Parameter {
  /// The shape in files, which for convolution filters is `[out, in, kernelHeight, kernelWidth]`.
  package var storedShape: Shape { FilterLayout.stored(value.shape, layout) }
}
