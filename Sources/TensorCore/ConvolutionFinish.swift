import TensorKernels

/// What a convolution does to its outputs before it writes them: `y = dropout(result * scale[c] +
/// shift[c]) + residual`, rectified if `relu`. This is how inference folds batch normalisation, bias,
/// shortcut and ReLU into a convolution, and backward dropout into the gradient of its input.
package struct ConvolutionFinish: Sendable {
  /// `[K]` each.
  package var scale, shift: Tensor?
  package var dropout: DropoutMask?
  /// Of the output's shape.
  package var residual: Tensor?
  package var relu: Bool

  package init(
    scale: Tensor? = nil, shift: Tensor? = nil, dropout: DropoutMask? = nil,
    residual: Tensor? = nil, relu: Bool = false
  ) {
    self.scale = scale
    self.shift = shift
    self.dropout = dropout
    self.residual = residual
    self.relu = relu
  }

  /// Whether the outputs are written as they are.
  package var isPlain: Bool { isSum && residual == nil }

  /// Whether nothing is done but to add the residual, if there is one.
  var isSum: Bool { scale == nil && shift == nil && dropout == nil && !relu }

  /// Follows what is done so far with another `y * scale[c] + shift[c]`; a nil scale is 1.
  /// - Precondition: There is no dropout, residual or ReLU yet.
  package mutating func append(scale next: Tensor?, shift nextShift: Tensor) {
    precondition(
      dropout == nil && residual == nil && !relu,
      "a normalisation cannot follow dropout, a residual or a ReLU here")
    guard let next else {
      shift = shift.map { $0 + nextShift } ?? nextShift
      return
    }
    shift = shift.map { $0.multiplied(by: next) + nextShift } ?? nextShift
    scale = scale.map { $0.multiplied(by: next) } ?? next
  }

  /// Checks that this can finish an output of `shape`.
  /// - Precondition: Scale and shift have a value for each channel, residual and dropout one for
  ///   each scalar.
  func check(_ shape: Shape) {
    precondition(
      scale.map { $0.count == shape.channels } ?? true,
      "a scale \(scale?.shape ?? []) does not fit the output \(shape)")
    precondition(
      shift.map { $0.count == shape.channels } ?? true,
      "a shift \(shift?.shape ?? []) does not fit the output \(shape)")
    precondition(
      residual.map { $0.shape == shape } ?? true,
      "a residual \(residual?.shape ?? []) does not fit the output \(shape)")
    precondition(
      dropout.map { $0.count == shape.count } ?? true,
      "a dropout mask of \(dropout?.count ?? 0) does not fit the output \(shape)")
  }

  /// The memory to write a gradient of `shape` to: that of the residual, where nobody else needs
  /// it.
  mutating func makeGradient(_ shape: Shape) -> Tensor {
    check(shape)
    guard var residual else { return Tensor(uninitialized: shape) }
    self.residual = nil
    // Only a result that is added as it is can be added by a matrix product.
    if scale == nil && dropout == nil && residual.isUnique {
      isInPlace = true
      return residual
    }
    self.residual = residual
    return Tensor(uninitialized: shape)
  }

  /// Whether the output's memory holds the residual: for gradients only, since what a forward pass
  /// adds is a value that others keep.
  private(set) var isInPlace = false

  /// Calls `body` with what the kernels need to finish the output `y` of `channels` channels.
  func withFloats<R>(
    channels: Int, _ y: UnsafePointer<Float>, _ body: (OutputFinish?) -> R
  ) -> R {
    if isPlain && !isInPlace { return body(nil) }
    let scale = scale ?? Tensor([channels], repeating: 1)
    let shift = shift ?? Tensor([channels])
    return TensorCore.withFloats(scale, shift, residual ?? shift) { scale, shift, added in
      dropout.withBits {
        body(
          OutputFinish(
            scale: scale, shift: shift, dropout: $0,
            residual: isInPlace ? y : residual == nil ? nil : added, relu: relu))
      }
    }
  }
}

extension Tensor {
  /// The elementwise product of two short vectors.
  fileprivate func multiplied(by other: Tensor) -> Tensor {
    Tensor(zip(scalars, other.scalars).map(*), shape: shape)
  }
}
