import TensorKernels

/// What a convolution does to its outputs before it writes them: `y = result * scale[c] + shift[c] +
/// residual`, rectified if `relu`. This is how inference folds batch normalisation, bias, shortcut and
/// ReLU into a convolution.
package struct ConvolutionFinish: Sendable {
  /// `[K]` each.
  package var scale, shift: Tensor?
  /// Of the output's shape.
  package var residual: Tensor?
  package var relu: Bool

  package init(
    scale: Tensor? = nil, shift: Tensor? = nil, residual: Tensor? = nil, relu: Bool = false
  ) {
    self.scale = scale
    self.shift = shift
    self.residual = residual
    self.relu = relu
  }

  /// Whether the outputs are written as they are.
  package var isPlain: Bool { scale == nil && shift == nil && residual == nil && !relu }

  /// Follows what is done so far with another `y * scale[c] + shift[c]`; a nil scale is 1.
  /// - Precondition: There is no residual and no ReLU yet.
  package mutating func append(scale next: Tensor?, shift nextShift: Tensor) {
    precondition(
      residual == nil && !relu, "a normalisation cannot follow a residual or a ReLU here")
    guard let next else {
      shift = shift.map { $0 + nextShift } ?? nextShift
      return
    }
    shift = shift.map { $0.multiplied(by: next) + nextShift } ?? nextShift
    scale = scale.map { $0.multiplied(by: next) } ?? next
  }

  /// The memory to write an output of `shape` to: that of the residual, where nobody else needs it.
  mutating func makeOutput(_ shape: Shape) -> Tensor {
    precondition(
      residual.map { $0.shape == shape } ?? true,
      "a residual \(residual?.shape ?? []) does not fit the output \(shape)")
    guard var residual else { return Tensor(uninitialized: shape) }
    self.residual = nil
    // A scaled result cannot be added to by a matrix product.
    if scale == nil && residual.isUnique {
      isInPlace = true
      return residual
    }
    self.residual = residual
    return Tensor(uninitialized: shape)
  }

  /// Whether the output's memory holds the residual.
  private(set) var isInPlace = false

  /// Calls `body` with what the kernels need to finish the output `y` of `channels` channels.
  func withFloats<R>(
    channels: Int, _ y: UnsafePointer<Float>, _ body: (OutputFinish?) -> R
  ) -> R {
    if isPlain && !isInPlace { return body(nil) }
    let scale = scale ?? Tensor([channels], repeating: 1)
    let shift = shift ?? Tensor([channels])
    return TensorCore.withFloats(scale, shift, residual ?? shift) {
      body(
        OutputFinish(
          scale: $0, shift: $1, residual: isInPlace ? y : residual == nil ? nil : $2, relu: relu))
    }
  }
}

extension Tensor {
  /// The elementwise product of two short vectors.
  fileprivate func multiplied(by other: Tensor) -> Tensor {
    Tensor(zip(scalars, other.scalars).map(*), shape: shape)
  }
}
