import Glibc
import Synchronization

/// The threads of a pool, and the loop they share.
///
/// A thread joins the loop if it wakes while the loop is open. The caller closes the loop when no
/// index is left and waits for those who joined: a thread that sleeps, or that the system does not
/// let run, holds nobody up.
///
/// `@unchecked Sendable`: `job` and `isStarted` are changed only by the thread that won `isBusy`.
/// Others read `job` after they joined, which they can only once it is set, and before they leave,
/// which that thread awaits before it changes it.
final class ThreadTeam: @unchecked Sendable {
  struct Job {
    let count: Int
    let body: (Int) -> Void
    let pool: ThreadPool
  }

  private var job: Job?
  private var isStarted = false
  private let isBusy = Atomic<Bool>(false)
  private let next = Atomic<Int>(0)
  /// The number of threads that joined (32 bits), whether the loop is open, whether all is over,
  /// and the loop's number.
  private let state = Atomic<UInt64>(0)
  private static let joined: UInt64 = (1 << 32) - 1
  private static let open: UInt64 = 1 << 32
  private static let over: UInt64 = 1 << 33
  private static let loop: UInt64 = 1 << 34
  private let sleepers = Condition()

  /// Runs a loop on all threads of `job.pool`; returns false, and does nothing, while another loop
  /// runs.
  func run(_ job: Job) -> Bool {
    guard !isBusy.exchange(true, ordering: .acquiring) else { return false }
    defer { isBusy.store(false, ordering: .releasing) }
    if !isStarted {
      isStarted = true
      // A thread that the system refuses is one fewer to share with.
      for _ in 1..<job.pool.size { startThread { [self] in work() } }
    }
    self.job = job
    next.store(0, ordering: .relaxed)
    let number = state.load(ordering: .relaxed) & ~(Self.loop - 1)
    state.store((number &+ Self.loop) | Self.open, ordering: .releasing)
    sleepers.wakeAll()
    runIndices(job)
    var left = state.bitwiseAnd(~Self.open, ordering: .acquiring).newValue
    var spins = 0
    while left & Self.joined != 0 {
      spins += 1
      if spins > 4000 { sched_yield() }
      left = state.load(ordering: .acquiring)
    }
    self.job = nil
    return true
  }

  /// Ends the threads; no loop runs any more.
  func stop() {
    state.bitwiseOr(Self.over, ordering: .releasing)
    sleepers.wakeAll()
  }

  private func runIndices(_ job: Job) {
    while true {
      let i = next.add(1, ordering: .relaxed).oldValue
      guard i < job.count else { return }
      job.body(i)
    }
  }

  private func work() {
    var seen: UInt64 = 0
    while true {
      let found = waitForChange(from: seen)
      if found & Self.over != 0 { return }
      seen = found & ~(Self.loop - 1)
      if join(found) {
        takePart()
        state.subtract(1, ordering: .releasing)
      }
    }
  }

  /// Returns the state once it tells of another loop than `seen`, or of the end.
  private func waitForChange(from seen: UInt64) -> UInt64 {
    for _ in 0..<20_000 {
      let now = state.load(ordering: .acquiring)
      if isNews(now, since: seen) { return now }
    }
    sleepers.wait { !isNews(state.load(ordering: .acquiring), since: seen) }
    return state.load(ordering: .acquiring)
  }

  private func isNews(_ now: UInt64, since seen: UInt64) -> Bool {
    now & ~(Self.loop - 1) != seen || now & Self.over != 0
  }

  /// Counts this thread in, unless the loop of `found` is closed by now.
  private func join(_ found: UInt64) -> Bool {
    let number = found & ~(Self.loop - 1)
    var expected = found
    while expected & Self.open != 0, expected & ~(Self.loop - 1) == number {
      let (joined, original) = state.compareExchange(
        expected: expected, desired: expected + 1, ordering: .acquiring)
      if joined { return true }
      expected = original
    }
    return false
  }

  /// Not inlined, so that no reference to the job outlives the call.
  @inline(never) private func takePart() {
    guard let job else { return }
    ThreadPool.$current.withValue(job.pool) { runIndices(job) }
  }
}

/// Starts a detached thread, if the system has one.
private func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let box = Unmanaged.passRetained(Box(body))
  let failed = pthread_create(
    &thread, nil,
    { argument in
      if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
      return nil
    }, box.toOpaque())
  guard failed == 0 else { return box.release() }
  pthread_detach(thread)
}
