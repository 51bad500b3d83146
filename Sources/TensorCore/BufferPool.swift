import Glibc
import Synchronization

/// Memory for tensors, kept for later tensors of about the same size: after the first training step
/// hardly anything is allocated any more.
///
/// A tensor takes the smallest idle buffer that is large enough, if at most a quarter of it would be
/// wasted. Never more lies idle than was in use at once: a training whose pictures change size would
/// otherwise keep buffers for all sizes it has seen.
package final class BufferPool: Sendable {
  static let shared = BufferPool()

  /// Counts are in floats.
  private struct Buffers {
    var idleBuffers = IdleBuffers()
    var used = 0
    var peak = 0
  }

  private let buffers = Mutex(Buffers())

  package init() {}

  deinit { drain() }

  /// Returns memory for at least `count` floats, aligned to 64 bytes, with any content, and its
  /// capacity.
  package func take(_ count: Int) -> (UnsafeMutablePointer<Float>, capacity: Int) {
    let least = Self.capacity(for: count)
    let reused = buffers.withLock { pool in
      let buffer = pool.idleBuffers.take(atLeast: least, atMost: least + least / 4)
      pool.used += buffer?.capacity ?? least
      pool.peak = max(pool.peak, pool.used)
      return buffer
    }
    if let reused { return (reused.pointer, reused.capacity) }
    return (Self.allocate(least), least)
  }

  /// Takes back what `take` returned.
  package func give(_ pointer: UnsafeMutablePointer<Float>, capacity: Int) {
    let buffer = IdleBuffer(pointer: pointer, capacity: capacity)
    buffers.withLock { pool in
      pool.used -= capacity
      pool.idleBuffers.insert(buffer)
      pool.idleBuffers.trim(to: pool.peak)
    }
  }

  /// Returns all idle memory to the system.
  package func drain() { buffers.withLock { $0.idleBuffers.trim(to: 0) } }

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

  /// Whole cache lines.
  private static func capacity(for count: Int) -> Int { (max(count, 64) + 15) / 16 * 16 }
}
