import ArgumentParser
import TensorCore

/// The `--threads` option.
enum Threads {
  /// - Throws: `ValidationError` unless the number of threads is possible.
  static func validate(_ count: Int) throws {
    guard (1...1024).contains(count) else {
      throw ValidationError("--threads must be 1 to 1,024, got \(count).")
    }
  }

  /// Runs `body` with a pool of `count` threads, by default one for each processor.
  static func run<R>(_ count: Int?, _ body: () throws -> R) rethrows -> R {
    guard let count else { return try body() }
    return try ThreadPool.$current.withValue(ThreadPool(size: count), operation: body)
  }
}
