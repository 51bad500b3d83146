import Training

extension ComparisonReport {
  /// One line of `compare --json`.
  enum Record: Encodable {
    case run(Run)
    case difference(Difference)
    case group(Group)

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .run(let run): try run.encode(to: encoder)
      case .difference(let difference): try difference.encode(to: encoder)
      case .group(let group): try group.encode(to: encoder)
      }
    }
  }

  struct Run: Encodable {
    let type = "run"
    let name, path, network, dataset: String
    let weights: Int?
    let epochsDone, epochs: Int
    /// Errors in percent of the validation pictures.
    let bestError: Double?
    let bestEpoch: Int?
    let lastError, loss, expectedError: Double?
    let seed: UInt64
    let seconds: Double
    let imagesPerSecond: Double?

    init(_ name: String, _ run: ClassifierRun) {
      self.name = name
      path = run.folder.path
      network = run.recipe.network.name
      dataset = run.recipe.dataset.rawValue
      weights = run.weightCount
      epochsDone = run.epochsDone
      epochs = run.recipe.epochs
      bestError = run.best?.error
      bestEpoch = run.best?.epoch
      lastError = run.last?.error
      loss = run.last?.loss
      expectedError = run.recipe.expected?.error
      seed = run.recipe.seed
      seconds = run.seconds
      imagesPerSecond = run.imagesPerSecond
    }
  }

  struct Difference: Encodable {
    let type = "difference"
    let key: String
    /// As in the configuration, in the order of the runs.
    let values: [String?]
  }

  struct Group: Encodable {
    let type = "group"
    let runs: [String]
    let seeds: [UInt64]
    let isComplete: Bool
    /// Of the errors in percent.
    let best, last: RunComparison.Spread?
  }

  var records: [Record] {
    zip(comparison.names, comparison.runs).map { .run(Run($0, $1)) }
      + comparison.differences.map { .difference(Difference(key: $0.key, values: $0.values)) }
      + comparison.groups.map { group in
        .group(
          Group(
            runs: group.members.map { comparison.names[$0] }, seeds: group.seeds,
            isComplete: group.isComplete, best: group.best, last: group.last))
      }
  }
}
