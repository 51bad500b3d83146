import ArgumentParser
import Detection

/// How many classes a detector has that knows no data set.
struct ClassCountOption: ParsableArguments {
  @Option(help: ArgumentHelp("Classes of objects.", valueName: "n"))
  var classes = 80

  /// `class 1`, `class 2` and so on.
  var categories: [DetectorCategory] {
    (1...classes).map { DetectorCategory(id: $0, name: "class \($0)") }
  }

  func validate() throws {
    guard (1...10_000).contains(classes) else {
      throw ValidationError("classes must be 1 to 10,000, got \(classes).")
    }
  }
}
