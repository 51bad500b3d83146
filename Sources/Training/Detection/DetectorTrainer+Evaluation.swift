import Detection

extension DetectorTrainer {
  /// Thrown through the evaluation to leave it.
  struct EvaluationInterrupted: Error {}

  /// The metrics on the validation pictures, or nil if this epoch has no evaluation.
  /// - Throws: `EvaluationInterrupted`, and errors of pictures.
  func evaluateIfDue(
    _ isInterrupted: () -> Bool, _ report: (DetectorProgress) throws -> Void
  ) throws -> COCOMetrics? {
    let epoch = position.epoch + 1
    guard let validation, epoch % recipe.evaluationInterval == 0 || epoch == recipe.epochs else {
      return nil
    }
    let results = try detector.detections(in: validation, recipe.inference) { done in
      try report(.evaluating(done: done, total: validation.count))
      if isInterrupted() { throw EvaluationInterrupted() }
    }
    return try COCOEvaluator(groundTruth: validation.coco).evaluate(results)
  }
}
