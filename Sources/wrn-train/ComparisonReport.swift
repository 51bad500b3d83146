import CommonSupport
import ToolSupport
import Training

/// What `compare` prints.
struct ComparisonReport {
  let comparison: RunComparison

  init(_ comparison: RunComparison) { self.comparison = comparison }

  var text: String {
    var parts = [
      TextTable.text([Self.head] + zip(comparison.names, comparison.runs).map(row), numbers: 11)
    ]
    let differences = comparison.differences
    if !differences.isEmpty {
      parts.append(
        "Recipes differ in:\n" + TextTable.text(differences.map { [$0.key, text(of: $0)] }))
    }
    let groups = comparison.groups
    if !groups.isEmpty {
      let head = ["runs", "error", "n", "mean", "median", "min", "max"]
      parts.append(
        "Runs that differ by the seed alone:\n"
          + TextTable.text([head] + groups.flatMap(rows), numbers: 5))
    }
    return parts.joined(separator: "\n\n")
  }

  private static let head = [
    "run", "network", "data set", "weights", "epochs", "best %", "epoch", "last %", "loss",
    "paper %", "seed", "images/s", "time",
  ]

  private func row(_ name: String, _ run: ClassifierRun) -> [String] {
    let none = "-"
    return [
      name, run.recipe.network.name, run.recipe.dataset.rawValue,
      run.weightCount.map(\.grouped) ?? none, "\(run.epochsDone)/\(run.recipe.epochs)",
      run.best.map { error($0.error) } ?? none, run.best.map { "\($0.epoch)" } ?? none,
      run.last.map { error($0.error) } ?? none,
      run.last?.loss.map(NumberText.value) ?? none,
      run.recipe.expected.map { error($0.error) } ?? none,
      "\(run.recipe.seed)", run.imagesPerSecond.map(NumberText.rate) ?? none,
      run.seconds > 0 ? Duration.seconds(run.seconds).text : none,
    ]
  }

  /// "0.1 (a, c), 0.3 (b)".
  private func text(of difference: RunComparison.Difference) -> String {
    var order: [String] = []
    var names: [String: [String]] = [:]
    for (value, name) in zip(difference.values, comparison.names) {
      let value = value ?? "none"
      if names[value] == nil { order.append(value) }
      names[value, default: []].append(name)
    }
    return order.map { "\($0) (\(names[$0, default: []].joined(separator: ", ")))" }
      .joined(separator: ", ")
  }

  private func rows(_ group: RunComparison.Group) -> [[String]] {
    let names = group.members.map { comparison.names[$0] }.joined(separator: ", ")
    let title = names + (group.isComplete ? "" : " (not all finished)")
    return [("best", title, group.best), ("last", "", group.last)].compactMap {
      error, title, spread in
      spread.map {
        [title, error, "\($0.count)"] + [$0.mean, $0.median, $0.min, $0.max].map(self.error)
      }
    }
  }

  private func error(_ percent: Double) -> String { NumberText.fixed(percent, decimals: 2) }
}
