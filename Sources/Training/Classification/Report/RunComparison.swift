import Imaging

/// Several runs beside each other.
package struct RunComparison: Sendable {
  package let runs: [ClassifierRun]
  /// A short name for each run: its folder's, or its path where two folders have the same name.
  package let names: [String]
  private let keys: [[(key: String, value: String)]]

  /// Keys that do not change what is trained: where a data set that has a name is kept, and what
  /// somebody else got from the recipe.
  private static func isIgnored(_ key: String, in recipe: ClassifierRecipe) -> Bool {
    key == "data" && recipe.dataset != .imagenet || key.hasPrefix("expected")
  }

  package init(_ runs: [ClassifierRun]) {
    self.runs = runs
    let counts = Dictionary(runs.map { ($0.folder.name, 1) }, uniquingKeysWith: +)
    names = runs.map { run in
      counts[run.folder.name, default: 1] > 1 ? run.folder.path : run.folder.name
    }
    keys = runs.map { run in
      RecipeKeys.all(of: run.recipe).filter { !Self.isIgnored($0.key, in: run.recipe) }
    }
  }

  /// A key of the recipe that is not the same in all runs.
  package struct Difference: Sendable, Hashable {
    package let key: String
    /// One for each run; nil where the recipe has no such key.
    package let values: [String?]
  }

  package var differences: [Difference] {
    var order: [String] = []
    var seen: Set<String> = []
    for (key, _) in keys.joined() where seen.insert(key).inserted { order.append(key) }
    let tables = keys.map { pairs in
      Dictionary(pairs.map { ($0.key, $0.value) }) { first, _ in first }
    }
    return order.compactMap { key in
      let values = tables.map { $0[key] }
      return Set(values).count > 1 ? Difference(key: key, values: values) : nil
    }
  }

  /// Runs whose recipes differ by the seed alone.
  package struct Group: Sendable {
    /// Positions among the runs.
    package let members: [Int]
    package let seeds: [UInt64]
    /// Of the errors in percent; nil if no member has one.
    package let best, last: Spread?
    /// Whether all members have all their epochs.
    package let isComplete: Bool
  }

  /// Groups of at least two runs; the same seed twice is no spread.
  package var groups: [Group] {
    var members: [String: [Int]] = [:]
    for (index, pairs) in keys.enumerated() {
      let recipe = pairs.filter { $0.key != "seed" }
        .map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
      members[recipe, default: []].append(index)
    }
    return members.values.filter(hasSeveralSeeds).sorted { $0[0] < $1[0] }.map { members in
      let runs = members.map { self.runs[$0] }
      return Group(
        members: members, seeds: runs.map(\.recipe.seed),
        best: Spread(runs.compactMap(\.best?.error)), last: Spread(runs.compactMap(\.last?.error)),
        isComplete: runs.allSatisfy(\.isComplete))
    }
  }

  private func hasSeveralSeeds(_ members: [Int]) -> Bool {
    Set(members.map { runs[$0].recipe.seed }).count > 1
  }

  /// How numbers of several runs are spread.
  package struct Spread: Sendable, Hashable, Encodable {
    package let count: Int
    package let mean, median, min, max: Double

    /// Nil for no numbers.
    package init?(_ numbers: [Double]) {
      let sorted = numbers.sorted()
      guard let first = sorted.first, let last = sorted.last else { return nil }
      count = sorted.count
      mean = sorted.reduce(0, +) / Double(count)
      median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
      min = first
      max = last
    }
  }

  /// What the errors are drawn against.
  package enum Against: String, Sendable, CaseIterable {
    case epoch, time
  }

  /// The validation errors of all runs in one chart.
  package func sheet(against: Against) -> ChartSheet {
    let unit = Self.unit(runs.map(\.seconds).max() ?? 0)
    let series = zip(runs, names).enumerated().map { index, pair in
      LineChart.Series(
        pair.1, Self.values(pair.0, timeUnit: against == .time ? unit.seconds : nil),
        ink: .series(index))
    }
    var chart = LineChart(
      x: against == .time
        ? .init("training time (\(unit.name))") : .init("epoch", hasIntegers: true),
      y: .init("error (%)", limits: 0...100), series: series)
    let expected = Set(runs.compactMap(\.recipe.expected))
    chart.levels = expected.sorted { $0.error < $1.error }.map {
      .init($0.error, label: $0.label)
    }
    let datasets = Set(runs.map(\.recipe.dataset.rawValue)).sorted().joined(separator: ", ")
    return ChartSheet(title: "Validation error on \(datasets)", charts: [chart])
  }

  /// - Parameter timeUnit: In seconds; nil for errors against epochs.
  private static func values(_ run: ClassifierRun, timeUnit: Double?) -> [LineChart.Value] {
    var seconds = 0.0
    return run.epochs.compactMap { epoch in
      seconds += epoch.seconds ?? 0
      let x = timeUnit.map { seconds / $0 } ?? Double(epoch.epoch)
      return epoch.error.map { .init(x: x, y: $0) }
    }
  }

  private static func unit(_ seconds: Double) -> (name: String, seconds: Double) {
    seconds >= 3 * 86_400 ? ("days", 86_400) : seconds >= 3600 ? ("hours", 3600) : ("minutes", 60)
  }
}
