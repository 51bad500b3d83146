import Glibc
import Synchronization

/// A fixed number of threads that share loops: the caller works too, so a pool of two starts one thread.
///
/// Tasks are cut by shape and never by the number of threads, so results do not depend on `size`.
///
/// `@unchecked Sendable`: `job` is written only by the thread that won `busy`, before it publishes `generation`, and
/// read by workers after they saw the new generation and before they leave `working`, which that thread awaits.
public final class ThreadPool: @unchecked Sendable {
  /// The pool of the current task; programs set it once at their start.
  @TaskLocal public static var current = ThreadPool(size: ThreadPool.processorCount)

  /// The number of processors this process may use.
  public static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// The number of threads, the caller's included.
  public let size: Int

  private struct Job {
    var count: Int
    var body: (Int) -> Void
  }

  private var job: Job?
  private let next = Atomic<Int>(0)
  private let generation = Atomic<Int>(0)
  private let working = Atomic<Int>(0)
  private let busy = Atomic<Bool>(false)
  private let sleepers = Condition()

  /// - Precondition: `size` is at least 1.
  public init(size: Int) {
    precondition(size >= 1, "a thread pool needs at least 1 thread, got \(size)")
    self.size = size
    for _ in 1..<size { startThread { [self] in work() } }
  }

  /// Calls `body(0)` … `body(count - 1)`, in any order and at the same time, and returns when all have returned.
  /// Inside such a call, and while another thread uses the pool, the loop runs on the calling thread.
  public func forEach(_ count: Int, _ body: (Int) -> Void) {
    guard count > 1, size > 1, !busy.exchange(true, ordering: .acquiring) else {
      for i in 0..<count { body(i) }
      return
    }
    withoutActuallyEscaping(body) { body in
      job = Job(count: count, body: body)
      next.store(0, ordering: .relaxed)
      working.store(size - 1, ordering: .relaxed)
      generation.add(1, ordering: .releasing)
      sleepers.wakeAll()
      runTasks(count, body)
      var spins = 0
      while working.load(ordering: .acquiring) > 0 {
        spins += 1
        if spins > 4000 { sched_yield() }
      }
      job = nil
    }
    busy.store(false, ordering: .releasing)
  }

  /// Splits 0..<count into ranges of `grain` (the last may be shorter) and shares them.
  public func forEachRange(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    let size = max(1, grain)
    forEach((count + size - 1) / size) { body($0 * size..<min(count, ($0 + 1) * size)) }
  }

  private func runTasks(_ count: Int, _ body: (Int) -> Void) {
    while true {
      let i = next.add(1, ordering: .relaxed).oldValue
      guard i < count else { return }
      body(i)
    }
  }

  private func work() {
    var seen = 0
    while true {
      var spins = 0
      while generation.load(ordering: .acquiring) == seen {
        spins += 1
        if spins > 20_000 { sleepers.wait { generation.load(ordering: .acquiring) == seen } }
      }
      seen += 1
      runJob()
      working.subtract(1, ordering: .releasing)
    }
  }

  /// Not inlined, so that the reference to the closure is gone before the caller leaves `working`.
  @inline(never)
  private func runJob() {
    if let job { runTasks(job.count, job.body) }
  }
}

/// A condition variable with its mutex, for threads that have waited too long to spin.
///
/// `@unchecked Sendable`: pthread mutexes and conditions may be used from any thread; the count is guarded by the mutex.
private final class Condition: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  func wait(while predicate: () -> Bool) {
    pthread_mutex_lock(mutex)
    while predicate() { pthread_cond_wait(condition, mutex) }
    pthread_mutex_unlock(mutex)
  }

  func wakeAll() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }
}

/// Starts a detached thread that lives as long as the process.
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
  precondition(failed == 0, "the system refused to start a thread (error \(failed))")
  pthread_detach(thread)
}
