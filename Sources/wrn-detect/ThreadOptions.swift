import ArgumentParser
import TensorCore

/// `--threads`.
struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Threads to compute with; results are the same for any number. (default: all processors)",
      valueName: "n"))
  var threads: Int?

  func validate() throws {
    guard let threads, !(1...1024).contains(threads) else { return }
    throw ValidationError("--threads must be in 1...1024, got \(threads).")
  }

  /// Runs `work` with so many threads.
  func run(_ work: () throws -> Void) rethrows {
    guard let threads else { return try work() }
    try ThreadPool.$current.withValue(ThreadPool(size: threads), operation: work)
  }
}
