/// The memory of one or more tensors (reshaped views share it).
///
/// `@unchecked Sendable`: a `Tensor` writes only through `Tensor.withMutableFloats`, which first makes sure
/// that its reference to the storage is unique, copying if not. Shared storage is therefore never written.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  private let capacity: Int

  /// Memory for `count` floats with any content.
  init(count: Int) { (pointer, capacity) = BufferPool.shared.take(count) }

  deinit { BufferPool.shared.give(pointer, capacity: capacity) }
}
