import ArgumentParser
import TensorCore

/// The `--threads` option.
enum Threads {
  /// - Throws: `ValidationError` unless the number of threads is possible.
  static func validate(_ count: Int?) throws {
    if let count, !(1...1024).contains(count) {
      throw ValidationError("--threads must be 1 to 1,024, got \(count).")
    }
  }

  /// Runs `body` with a pool of `count` threads, by default one for each processor, and tells it
  /// the number.
  static func run<R>(_ count: Int?, _ body: (Int) throws -> R) rethrows -> R {
    guard let count else { return try body(ThreadPool.current.size) }
    return try ThreadPool.$current.withValue(ThreadPool(size: count)) { try body(count) }
  }
}
