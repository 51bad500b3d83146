import Dispatch
import Synchronization
import Testing

import Training

@Suite struct PrefetcherTests {
  struct Broken: Error, Equatable { let index: Int }

  @Test(arguments: [1, 2, 5])
  func valuesComeInOrder(workers: Int) throws {
    let prefetcher = Prefetcher(3..<50, workers: workers, ahead: 4) { $0 * $0 }
    for i in 3..<50 { #expect(try prefetcher.next() == i * i) }
    #expect(try prefetcher.next() == nil)
    #expect(try prefetcher.next() == nil)
  }

  @Test func anEmptyRangeHasNoValue() throws {
    #expect(try Prefetcher(7..<7) { $0 }.next() == nil)
  }

  @Test func anErrorComesInItsPlace() throws {
    let prefetcher = Prefetcher(0..<4, workers: 2) {
      if $0 == 2 { throw Broken(index: 2) }
      return $0
    }
    #expect(try prefetcher.next() == 0)
    #expect(try prefetcher.next() == 1)
    #expect(throws: Broken(index: 2)) { try prefetcher.next() }
    #expect(try prefetcher.next() == 3)
  }

  @Test func waitingCanBeInterrupted() throws {
    let gate = DispatchSemaphore(value: 0)
    let prefetcher = Prefetcher(0..<2) { index in
      if index == 1 { gate.wait() }
      return index
    }
    // What is there is delivered all the same.
    while try prefetcher.next(unless: { true }) == nil {}
    var looks = 0
    #expect(
      try prefetcher.next {
        looks += 1
        return looks == 3
      } == nil)
    gate.signal()
    #expect(try prefetcher.next { false } == 1)
  }

  @Test func itWorksAheadButNotTooFar() throws {
    let made = Mutex(0)
    let prefetcher = Prefetcher(0..<100, workers: 3, ahead: 5) { index in
      made.withLock { $0 = max($0, index) }
      return index
    }
    for i in 0..<100 {
      #expect(try prefetcher.next() == i)
      #expect(made.withLock { $0 } <= i + 5)
    }
  }

  @Test func threadsEndWithIt() throws {
    final class Token: Sendable {}
    weak var token: Token?
    do {
      let kept = Token()
      token = kept
      let prefetcher = Prefetcher(0..<1000, ahead: 2) { index in
        withExtendedLifetime(kept) { index }
      }
      #expect(try prefetcher.next() == 0)
    }
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(10)
    while token != nil, clock.now < deadline {}
    #expect(token == nil)
  }
}
