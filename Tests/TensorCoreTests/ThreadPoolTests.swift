import Foundation
import Synchronization
import TensorCore
import TestSupport
import Testing

@Suite(.serialized) struct ThreadPoolTests {
  /// How often each index of 0..<count was called.
  private func calls(_ count: Int, _ loop: ((Int) -> Void) -> Void) -> [Int] {
    let calls = Mutex([Int](repeating: 0, count: count))
    loop { i in calls.withLock { $0[i] += 1 } }
    return calls.withLock { $0 }
  }

  @Test(arguments: Pools.sizes + [8])
  func eachIndexOnce(size: Int) {
    let pool = ThreadPool(size: size)
    for count in [0, 1, 2, 7, 1000] {
      #expect(calls(count) { pool.forEach(count, $0) } == Array(repeating: 1, count: count))
    }
  }

  @Test(arguments: Pools.sizes)
  func rangesCoverAll(size: Int) {
    let pool = ThreadPool(size: size)
    for (count, grain) in [(0, 5), (1, 5), (10, 3), (10, 10), (10, 100), (10, 0)] {
      let calls = calls(count) { call in
        pool.forEachRange(count, grain: grain) { $0.forEach(call) }
      }
      #expect(calls == Array(repeating: 1, count: count))
    }
  }

  /// A container's share of the processors' time, as both versions of control groups say it.
  @Test func shareOfAContainer() throws {
    let all = ThreadPool.allowedProcessors(cgroups: "/nowhere")
    #expect(all >= 1)
    let (quota, period) = ("cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us")
    let cases: [(files: [String: String], expected: Int)] = [
      (["cpu.max": "max 100000\n"], all),
      (["cpu.max": "50000 100000\n"], 1),
      (["cpu.max": "100001 100000\n"], min(2, all)),
      (["cpu.max": "9000000000 100000\n"], all),
      (["cpu.max": ""], all),
      ([quota: "-1\n", period: "100000\n"], all),
      ([quota: "20000\n", period: "100000\n"], 1),
      ([quota: "100001\n", period: "100000\n"], min(2, all)),
      ([quota: "20000\n"], all),
    ]
    for (files, expected) in cases {
      let folder = ScratchFolder()
      for (name, text) in files { try folder.file(name, text) }
      let found = withExtendedLifetime(folder) {
        ThreadPool.allowedProcessors(cgroups: folder.path)
      }
      #expect(found == expected, "\(files)")
    }
  }

  @Test func manySmallLoops() {
    for size in 2...3 {
      let pool = ThreadPool(size: size)
      let total = Atomic<Int>(0)
      for i in 0..<20_000 { pool.forEach(i % 5) { total.add($0 + 1, ordering: .relaxed) } }
      #expect(total.load(ordering: .relaxed) == 4000 * (1 + 3 + 6 + 10))
    }
  }

  /// The threads fall asleep between loops and are woken, or the caller does all alone.
  @Test func loopsAfterSleep() {
    let pool = ThreadPool(size: 3)
    for _ in 0..<20 {
      #expect(calls(50) { pool.forEach(50, $0) } == Array(repeating: 1, count: 50))
      usleep(2000)
    }
  }

  @Test func nestedLoops() {
    let pool = ThreadPool(size: 3)
    let calls = calls(600) { call in
      pool.forEach(20) { i in pool.forEach(30) { j in call(i * 30 + j) } }
    }
    #expect(calls == Array(repeating: 1, count: 600))
  }

  /// Operations inside a loop use the loop's pool, not another with threads of its own.
  @Test func loopsSeeTheirPool() {
    let pool = ThreadPool(size: 3)
    let others = Atomic<Int>(0)
    ThreadPool.$current.withValue(pool) {
      ThreadPool.current.forEach(300) { _ in
        if ThreadPool.current !== pool { others.add(1, ordering: .relaxed) }
        usleep(10)
      }
    }
    #expect(others.load(ordering: .relaxed) == 0)
  }

  @Test func sharedByThreads() async {
    let pool = ThreadPool(size: 2)
    let sums = await withTaskGroup(of: Int.self) { group in
      for task in 0..<4 {
        group.addTask {
          var total = 0
          for _ in 0..<500 {
            let sum = Atomic<Int>(0)
            pool.forEach(20) { sum.add($0 * task, ordering: .relaxed) }
            total += sum.load(ordering: .relaxed)
          }
          return total
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sums.sorted() == [0, 95_000, 190_000, 285_000])
  }

  /// More threads than a process may have, were they to outlive their pools.
  @Test func threadsEndWithThePool() {
    for _ in 0..<2000 {
      let pool = ThreadPool(size: 4)
      let sum = Atomic<Int>(0)
      pool.forEach(4) { sum.add($0, ordering: .relaxed) }
      #expect(sum.load(ordering: .relaxed) == 6)
    }
    var threads = Int.max
    for _ in 0..<200 where threads > 100 {
      usleep(10_000)
      threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0
    }
    #expect(threads < 100)
  }
}
