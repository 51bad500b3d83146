import Glibc
import Synchronization

/// Memory for tensors, kept for the next tensor of the same size class: after the first training
/// step nothing is allocated any more.
///
/// Size classes are eighths of powers of two, so at most an eighth of a buffer is wasted. Never more
/// lies idle than was in use at once: a training whose pictures change size would otherwise keep
/// buffers for all sizes it has seen.
package final class BufferPool: Sendable {
  static let shared = BufferPool()

  /// Counts are in floats. Wrapped to cross the mutex: an idle buffer has no other owner.
  private struct Buffers: @unchecked Sendable {
    var idleByCapacity: [Int: [UnsafeMutablePointer<Float>]] = [:]
    var idle = 0
    var used = 0
    var peak = 0

    mutating func drain() {
      for pointer in idleByCapacity.values.joined() { pointer.deallocate() }
      idleByCapacity = [:]
      idle = 0
    }
  }

  private let buffers = Mutex(Buffers())

  package init() {}

  deinit { drain() }

  /// Returns memory for at least `count` floats, aligned to 64 bytes, with any content, and its
  /// capacity.
  package func take(_ count: Int) -> (UnsafeMutablePointer<Float>, capacity: Int) {
    let capacity = Self.capacity(for: count)
    let reused = buffers.withLock { pool in
      pool.used += capacity
      pool.peak = max(pool.peak, pool.used)
      let pointer = pool.idleByCapacity[capacity]?.popLast()
      if pointer != nil { pool.idle -= capacity }
      return Taken(pointer)
    }
    if let pointer = reused.pointer { return (pointer, capacity) }
    return (Self.allocate(capacity), capacity)
  }

  /// Takes back what `take` returned.
  package func give(_ pointer: UnsafeMutablePointer<Float>, capacity: Int) {
    let given = Taken(pointer)
    buffers.withLock { pool in
      guard let pointer = given.pointer else { return }
      pool.idleByCapacity[capacity, default: []].append(pointer)
      pool.idle += capacity
      pool.used -= capacity
      if pool.idle > pool.peak { pool.drain() }
    }
  }

  /// Returns all idle memory to the system.
  package func drain() { buffers.withLock { $0.drain() } }

  /// Large buffers ask for pages of 2 MB: reading them in order is up to half again as fast, as
  /// neither address translation nor prefetching ends every 4 KB.
  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let (bytes, page) = (capacity * 4, 1 << 21)
    let isLarge = bytes >= page
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isLarge ? page : 64)
    if isLarge { madvise(memory, bytes, MADV_HUGEPAGE) }  // A wish: it may fail.
    return memory.bindMemory(to: Float.self, capacity: capacity)
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
