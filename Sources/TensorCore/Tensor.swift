import TensorKernels

/// A dense array of float32 in row-major order; pictures are `[N, H, W, C]`.
///
/// A value: copies share memory until one of them is changed.
public struct Tensor: Sendable {
  public private(set) var shape: Shape
  private var storage: Storage

  /// A tensor filled with `value`.
  public init(_ shape: Shape, repeating value: Float = 0) {
    self.init(uninitialized: shape)
    storage.pointer.update(repeating: value, count: shape.count)
  }

  /// A tensor with the given scalars in row-major order.
  /// - Precondition: There are `shape.count` scalars.
  public init(_ scalars: [Float], shape: Shape) {
    precondition(
      scalars.count == shape.count, "\(scalars.count) scalars do not fill the shape \(shape)")
    self.init(uninitialized: shape)
    scalars.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { storage.pointer.update(from: base, count: scalars.count) }
    }
  }

  /// A tensor of the scalars that `next` returns, in row-major order.
  package init(_ shape: Shape, next: () -> Float) {
    self.init(uninitialized: shape)
    for i in 0..<shape.count { storage.pointer[i] = next() }
  }

  /// A tensor of any content, to be written by the caller before it is read.
  package init(uninitialized shape: Shape) {
    self.shape = shape
    storage = Storage(count: shape.count)
  }

  public var count: Int { shape.count }

  /// All scalars in row-major order.
  public var scalars: [Float] { withFloats { Array(UnsafeBufferPointer(start: $0, count: count)) } }

  /// The only scalar.
  /// - Precondition: The tensor has one scalar.
  public var scalar: Float {
    precondition(count == 1, "a tensor of shape \(shape) is not a scalar")
    return withFloats { $0.pointee }
  }

  /// The scalar at an index of each axis; for tests and small tensors.
  public subscript(index: Int...) -> Float {
    precondition(index.count == shape.rank, "\(index.count) indices for the shape \(shape)")
    var offset = 0
    for (axis, i) in index.enumerated() {
      precondition(i >= 0 && i < shape[axis], "index \(index) is outside the shape \(shape)")
      offset = offset * shape[axis] + i
    }
    return withFloats { $0[offset] }
  }

  /// The same scalars in another shape, without a copy.
  /// - Precondition: The shapes have the same count.
  public func reshaped(to shape: Shape) -> Tensor {
    precondition(shape.count == count, "cannot reshape \(self.shape) to \(shape)")
    var result = self
    result.shape = shape
    return result
  }

  /// The rows `range` of the first axis.
  public func slice(_ range: Range<Int>) -> Tensor {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape[0], "rows \(range) of shape \(shape)")
    let inner = count / max(shape[0], 1)
    var result = Tensor(uninitialized: Shape([range.count] + shape.dimensions.dropFirst()))
    withFloats { source in
      result.withMutableFloats {
        $0.update(from: source + range.lowerBound * inner, count: range.count * inner)
      }
    }
    return result
  }

  /// Whether no other tensor shares this one's memory.
  package var isUnique: Bool { mutating get { isKnownUniquelyReferenced(&storage) } }

  /// Whether the two are one piece of memory.
  package func sharesMemory(with other: Tensor) -> Bool { storage === other.storage }

  /// Calls `body` with the scalars, valid during the call.
  package func withFloats<R>(_ body: (UnsafePointer<Float>) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafePointer(storage.pointer))
  }

  /// Calls `body` with the scalars for change, valid during the call; copies first if the memory is
  /// shared.
  package mutating func withMutableFloats<R>(_ body: (UnsafeMutablePointer<Float>) throws -> R)
    rethrows -> R
  {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count: count)
      copy.pointer.update(from: storage.pointer, count: count)
      storage = copy
    }
    defer { withExtendedLifetime(storage) {} }
    return try body(storage.pointer)
  }
}

extension Tensor: CustomStringConvertible {
  public var description: String { "Tensor\(shape)" }
}
