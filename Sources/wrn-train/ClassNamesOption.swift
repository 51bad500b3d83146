import ArgumentParser

/// What the classes of weights are called that do not say it themselves.
struct ClassNamesOption: ParsableArguments {
  @Option(
    help: .init(
      "Names of the classes: a file with one per line or a JSON array, or cifar10.",
      valueName: "file"))
  var classes: String?
}
