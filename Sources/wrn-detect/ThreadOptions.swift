import ArgumentParser

/// `--threads`.
struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Threads to compute with; results are the same for any number. (default: all processors)",
      valueName: "n"))
  var threads: Int?

  func validate() throws {
    try threads.map(Threads.validate)
  }

  /// Runs `work` with so many threads.
  func run(_ work: () throws -> Void) rethrows {
    try Threads.run(threads, work)
  }
}
