import Synchronization
import TensorCore

/// Thread pools of 1, 2 and 3 threads for tests, used by one test at a time: a pool that is in use
/// elsewhere would run its loops on the calling thread, and the test would test nothing.
package enum Pools {
  package static let sizes = [1, 2, 3]
  private static let pools = Mutex(sizes.map { ThreadPool(size: $0) })

  /// The results of `body` on 1, 2 and 3 threads.
  package static func results<R: Sendable>(_ body: () throws -> R) rethrows -> [R] {
    try pools.withLock { pools in
      var results: [R] = []
      for pool in pools { results.append(try ThreadPool.$current.withValue(pool) { try body() }) }
      return results
    }
  }
}
