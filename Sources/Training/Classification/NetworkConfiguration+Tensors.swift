import TensorCore
import WideResNet

extension NetworkConfiguration {
  /// The network that most tensors of these names (this package's) and shapes (as files store them)
  /// belong to; nil if there is none.
  ///
  /// Single tensors may be missing, too many or of another shape: they are left to strict loading,
  /// which names them. Without a last layer there is one class.
  init?(tensors shapes: [String: Shape]) {
    guard let found = NetworkTensors(shapes).network else { return nil }
    self = found
  }
}
