import ArgumentParser

/// `--threads`, the same in all programs.
package struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Threads to compute with; results are the same for any number. (default: all processors)",
      valueName: "n"))
  package var threads: Int?

  package init() {}

  package func validate() throws {
    guard let threads, !(1...1024).contains(threads) else { return }
    throw ValidationError("--threads must be 1 to 1,024, got \(threads).")
  }
}
