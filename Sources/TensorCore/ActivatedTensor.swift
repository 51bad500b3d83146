import TensorKernels

/// A normalisation by channel: `x * scale[c] + shift[c]`, rectified if `relu`.
package struct Activation: Sendable {
  /// `[C]` each.
  package let scale, shift: Tensor
  package let relu: Bool

  package init(scale: Tensor, shift: Tensor, relu: Bool) {
    self.scale = scale
    self.shift = shift
    self.relu = relu
  }
}

/// A tensor and the normalisation with which it is to be read. A convolution applies that as it reads,
/// which is cheaper than to write the result to memory and read it again.
package struct ActivatedTensor: Sendable {
  package let tensor: Tensor
  package let activation: Activation?

  package init(_ tensor: Tensor, _ activation: Activation? = nil) {
    precondition(
      activation.map { $0.scale.count == tensor.shape.channels } ?? true,
      "an activation of \(activation?.scale.count ?? 0) channels does not fit \(tensor.shape)")
    self.tensor = tensor
    self.activation = activation
  }

  package var shape: Shape { tensor.shape }

  /// The normalised tensor itself.
  package var materialized: Tensor {
    guard let activation else { return tensor }
    return BatchNormalization.normalized(
      tensor, scale: activation.scale, shift: activation.shift, relu: activation.relu)
  }

  /// Calls `body` with the scalars and how to read them, valid during the call.
  func withFloats<R>(_ body: (UnsafePointer<Float>, ChannelActivation?) -> R) -> R {
    guard let activation else { return tensor.withFloats { body($0, nil) } }
    return TensorCore.withFloats(tensor, activation.scale, activation.shift) {
      body($0, ChannelActivation(scale: $1, shift: $2, relu: activation.relu))
    }
  }
}
