import CProcessors
import Glibc

/// A fixed number of threads that share loops: the caller works too, so a pool of two starts one
/// thread.
///
/// Tasks are cut by shape and never by the number of threads, so results do not depend on `size`.
/// The threads start with the first loop and end with the pool.
public final class ThreadPool: Sendable {
  /// The pool of the current task, inside a pool's loop that pool; programs set it once at their
  /// start.
  @TaskLocal public static var current = ThreadPool(size: ThreadPool.processorCount)

  /// The number of processors this process may use: those that `taskset` or a container leaves it,
  /// or as many as the container's share of their time (`docker run --cpus`) makes, rounded up.
  public static var processorCount: Int { allowedProcessors(cgroups: "/sys/fs/cgroup") }

  /// The same with the share that control groups in any folder give.
  package static func allowedProcessors(cgroups: String) -> Int {
    let allowed = Int(processors_allowed(cgroups))
    return allowed > 0 ? allowed : max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  /// The number of threads, the caller's included.
  public let size: Int

  private let team = ThreadTeam()

  /// - Precondition: `size` is at least 1.
  public init(size: Int) {
    precondition(size >= 1, "a thread pool needs at least 1 thread, got \(size)")
    self.size = size
  }

  deinit { team.stop() }

  /// Runs `body` with a pool of `size` threads as the current one; nil leaves the pool as it is.
  public static func withThreads<R>(_ size: Int?, _ body: () throws -> R) rethrows -> R {
    guard let size else { return try body() }
    return try $current.withValue(ThreadPool(size: size), operation: body)
  }

  /// Calls `body(0)` … `body(count - 1)`, in any order and at the same time, and returns when all
  /// have returned. Inside such a call, and while another thread uses the pool, the loop runs on
  /// the calling thread.
  public func forEach(_ count: Int, _ body: (Int) -> Void) {
    let isShared =
      count > 1 && size > 1
      && withoutActuallyEscaping(body) {
        team.run(ThreadTeam.Job(count: count, body: $0, pool: self))
      }
    if !isShared {
      for i in 0..<count { body(i) }
    }
  }

  /// Splits 0..<count into ranges of `grain` (the last may be shorter) and shares them.
  public func forEachRange(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    let size = max(1, grain)
    forEach((count + size - 1) / size) { body($0 * size..<min(count, ($0 + 1) * size)) }
  }
}
