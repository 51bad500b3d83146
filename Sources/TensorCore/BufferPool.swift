import Synchronization

/// Memory for tensors, kept for the next tensor of the same size class: after the first training
/// step nothing is allocated any more.
///
/// Size classes are eighths of powers of two, so at most an eighth of a buffer is wasted.
package final class BufferPool: Sendable {
  static let shared = BufferPool()

  /// Buffers that no tensor uses, by capacity. Wrapped to cross the mutex: an idle buffer has no
  /// other owner.
  private struct IdleBuffers: @unchecked Sendable {
    var byCapacity: [Int: [UnsafeMutablePointer<Float>]] = [:]
  }

  private let idle = Mutex(IdleBuffers())

  package init() {}

  deinit { drain() }

  /// Returns memory for at least `count` floats, aligned to 64 bytes, with any content, and its
  /// capacity.
  package func take(_ count: Int) -> (UnsafeMutablePointer<Float>, capacity: Int) {
    let capacity = Self.capacity(for: count)
    let reused = idle.withLock { Taken($0.byCapacity[capacity]?.popLast()) }
    if let pointer = reused.pointer { return (pointer, capacity) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: capacity * 4, alignment: 64)
    return (memory.bindMemory(to: Float.self, capacity: capacity), capacity)
  }

  /// Takes back what `take` returned.
  package func give(_ pointer: UnsafeMutablePointer<Float>, capacity: Int) {
    let given = Taken(pointer)
    idle.withLock { pool in
      if let pointer = given.pointer { pool.byCapacity[capacity, default: []].append(pointer) }
    }
  }

  /// Returns all idle memory to the system.
  package func drain() {
    idle.withLock { pool in
      for pointer in pool.byCapacity.values.joined() { pointer.deallocate() }
      pool.byCapacity = [:]
    }
  }

  private static func capacity(for count: Int) -> Int {
    let least = max(count, 64)
    let step = max(16, (1 << (Int.bitWidth - 1 - least.leadingZeroBitCount)) / 8)
    return (least + step - 1) / step * step
  }

  /// A pointer on its way through the mutex; exactly one side holds it at any time.
  private struct Taken: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Float>?
    init(_ pointer: UnsafeMutablePointer<Float>?) { self.pointer = pointer }
  }
}

/// Returns the memory of freed tensors to the system, for example between training and evaluation
/// at another size.
public func releaseIdleMemory() { BufferPool.shared.drain() }
