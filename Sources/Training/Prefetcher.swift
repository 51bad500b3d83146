import Foundation
import TensorCore

/// Values that threads of its own make ahead of their use, delivered in order.
///
/// What is delivered does not depend on the number of threads: each value is made from its index
/// alone.
package final class Prefetcher<Element: Sendable>: Sendable {
  private let state: State

  /// - Parameters:
  ///   - indices: What to make, in this order.
  ///   - workers: Threads that make values.
  ///   - ahead: Values that may be in the making or wait to be used; by default enough for all
  ///     workers.
  ///   - make: Makes one value; runs on several threads at the same time.
  /// - Precondition: `workers` and `ahead` are positive.
  package init(
    _ indices: Range<Int>, workers: Int = 1, ahead: Int? = nil,
    make: @escaping @Sendable (Int) throws -> Element
  ) {
    let ahead = ahead ?? max(4, workers + 1)
    precondition(workers > 0 && ahead > 0, "\(workers) workers that keep \(ahead) values")
    let state = State(indices, ahead: ahead)
    self.state = state
    for _ in 0..<min(workers, indices.count) {
      // Each is one of several: the pool is left to those who use the values.
      let thread = Thread {
        ThreadPool.$current.withValue(ThreadPool(size: 1)) { state.work(make) }
      }
      thread.stackSize = 1 << 20
      thread.name = "prefetch"
      thread.start()
    }
  }

  deinit { state.cancel() }

  /// The next value, waited for if it is not made yet; nil after the last.
  /// - Throws: What `make` threw for this value.
  package func next() throws -> Element? { try state.take { false }?.get() }

  /// As `next()`, but gives up waiting, and gives nil, once `isInterrupted`, which is asked ten
  /// times a second.
  package func next(unless isInterrupted: () -> Bool) throws -> Element? {
    try state.take(unless: isInterrupted)?.get()
  }

  /// `@unchecked Sendable`: the variables are read and written only while `condition` is locked.
  private final class State: @unchecked Sendable {
    private let condition = NSCondition()
    private let end: Int
    private let ahead: Int
    private var nextToMake: Int
    private var nextToTake: Int
    private var made: [Int: Result<Element, any Error>] = [:]
    private var isCancelled = false

    init(_ indices: Range<Int>, ahead: Int) {
      end = indices.upperBound
      self.ahead = ahead
      nextToMake = indices.lowerBound
      nextToTake = indices.lowerBound
    }

    func work(_ make: (Int) throws -> Element) {
      while let index = claim() {
        let result = Result { try make(index) }
        condition.withLock {
          made[index] = result
          condition.broadcast()
        }
      }
    }

    func take(unless isInterrupted: () -> Bool) -> Result<Element, any Error>? {
      condition.withLock {
        guard nextToTake < end else { return nil }
        while made[nextToTake] == nil {
          if isInterrupted() { return nil }
          _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1))
        }
        let result = made.removeValue(forKey: nextToTake)
        nextToTake += 1
        condition.broadcast()
        return result
      }
    }

    func cancel() {
      condition.withLock {
        isCancelled = true
        condition.broadcast()
      }
    }

    /// The index to make next, once there is room for it.
    private func claim() -> Int? {
      condition.withLock {
        while !isCancelled, nextToMake < end, nextToMake >= nextToTake + ahead { condition.wait() }
        guard !isCancelled, nextToMake < end else { return nil }
        defer { nextToMake += 1 }
        return nextToMake
      }
    }
  }
}
