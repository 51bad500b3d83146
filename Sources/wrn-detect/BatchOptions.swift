import ArgumentParser

/// How many pictures are looked at together.
struct BatchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Pictures that pass the trunk together, those of one size: for more cores than one picture keeps \
      busy. Takes more memory, and Ctrl-C waits for all of them.
      """, valueName: "n"))
  var batch = 1

  func validate() throws {
    guard !(1...256).contains(batch) else { return }
    throw ValidationError("--batch must be 1 to 256, got \(batch).")
  }
}
