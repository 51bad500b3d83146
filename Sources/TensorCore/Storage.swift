/// The memory of one or more tensors (reshaped views share it).
///
/// `@unchecked Sendable`: a `Tensor` writes only through `Tensor.withMutableFloats`, which first
/// makes sure that its reference to the storage is unique, copying if not. Shared storage is
/// therefore never written.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  private let capacity: Int
  private let isGuarded: Bool

  /// Memory for `count` floats with any content.
  init(count: Int) {
    isGuarded = MemoryCheck.isOn
    (pointer, capacity) =
      isGuarded ? (MemoryCheck.allocate(count), count) : BufferPool.shared.take(count)
  }

  deinit {
    if isGuarded {
      MemoryCheck.release(pointer, count: capacity)
    } else {
      BufferPool.shared.give(pointer, capacity: capacity)
    }
  }
}
