import Autograd

extension ClassifierTrainer {
  /// Whether the current epoch ends with an evaluation.
  var isEvaluationDue: Bool {
    let epoch = position.epoch + 1
    return epoch.isMultiple(of: recipe.evaluateEvery) || epoch == recipe.epochs
  }

  /// Whether the last evaluation found no improvement for as long as the recipe's patience.
  var isStalled: Bool {
    guard recipe.patience > 0, position.bestEpoch > 0, position.last?.epoch == position.epoch else {
      return false
    }
    return position.epoch - position.bestEpoch >= recipe.patience
  }

  /// Measures the current weights, or their average; nil if it was interrupted.
  func evaluate(
    _ isInterrupted: () -> Bool, _ report: (ClassifierProgress) throws -> Void
  ) throws -> ClassificationMetrics? {
    try withShownWeights {
      try network.evaluate(
        ClassificationEpoch(evaluating: validation, preparation, batchSize: recipe.batch),
        flipTest: recipe.flipTest, workers: workers
      ) {
        try report(.evaluating(done: $0.images, total: validation.count))
        return !isInterrupted()
      }
    }
  }

  /// Calls `body` while the network has the weights that are evaluated and saved for use: the
  /// average, if there is one.
  func withShownWeights<R>(_ body: () throws -> R) rethrows -> R {
    average?.exchange()
    defer { average?.exchange() }
    return try body()
  }
}
