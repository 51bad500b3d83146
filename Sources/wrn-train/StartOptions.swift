import ArgumentParser

/// What a new training starts from.
struct StartOptions: ParsableArguments {
  @Option(
    name: [.long, .customLong("backbone")],
    help: .init(
      "Start from these weights (a file or a run); a last layer for other classes starts anew.",
      valueName: "file"))
  var weights: String?
}
