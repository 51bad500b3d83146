import TensorKernels

/// A normalisation by channel: `x * scale[c] + shift[c]`, rectified if `relu`, then dropped out.
package struct Activation: Sendable {
  /// `[C]` each.
  package let scale, shift: Tensor
  package let relu: Bool
  package var dropout: DropoutMask?

  package init(scale: Tensor, shift: Tensor, relu: Bool, dropout: DropoutMask? = nil) {
    self.scale = scale
    self.shift = shift
    self.relu = relu
    self.dropout = dropout
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
    precondition(
      activation?.dropout.map { $0.count == tensor.count } ?? true,
      "a dropout mask of \(activation?.dropout?.count ?? 0) does not fit \(tensor.shape)")
    self.tensor = tensor
    self.activation = activation
  }

  package var shape: Shape { tensor.shape }

  /// The normalised tensor itself.
  package var materialized: Tensor {
    guard activation != nil else { return tensor }
    let channels = shape.channels
    var result = Tensor(uninitialized: shape)
    withFloats { x, activation in
      result.withMutableFloats { y in
        ThreadPool.current.forEachRange(
          shape.rows, grain: max(1, elementwiseGrain / max(channels, 1))
        ) {
          activate(rows: $0, channels: channels, x, activation, y)
        }
      }
    }
    return result
  }

  /// The same after dropout.
  /// - Precondition: The mask has as many elements.
  package func droppedOut(_ mask: DropoutMask) -> ActivatedTensor {
    guard var activation, activation.dropout == nil else {
      let channels: Shape = [shape.channels]
      return ActivatedTensor(
        materialized,
        Activation(
          scale: Tensor(channels, repeating: 1), shift: Tensor(channels), relu: false,
          dropout: mask))
    }
    activation.dropout = mask
    return ActivatedTensor(tensor, activation)
  }

  /// Calls `body` with the scalars and how to read them, valid during the call.
  func withFloats<R>(_ body: (UnsafePointer<Float>, ChannelActivation?) -> R) -> R {
    guard let activation else { return tensor.withFloats { body($0, nil) } }
    return TensorCore.withFloats(tensor, activation.scale, activation.shift) { x, scale, shift in
      activation.dropout.withBits {
        body(
          x, ChannelActivation(scale: scale, shift: shift, relu: activation.relu, dropout: $0))
      }
    }
  }
}
