import Checkpoints
import Detection

extension DetectorTask {
  private struct Interrupted: Error {}

  package var isEvaluated: Bool { validation != nil }

  package func evaluate(continues: (Int, Int) throws -> Bool) throws -> COCOMetrics? {
    guard let validation else { return nil }
    do {
      let results = try detector.detections(in: validation, recipe.inference) { done in
        if try !continues(done, validation.count) { throw Interrupted() }
      }
      return try COCOEvaluator(groundTruth: validation.coco).evaluate(results)
    } catch is Interrupted {
      return nil
    }
  }

  package func report(_ position: DetectorPosition, _ metrics: COCOMetrics?) -> DetectorEpochReport
  {
    DetectorEpochReport(
      epoch: position.epoch + 1, epochs: recipe.epochs,
      learningRate: recipe.learningRate(at: position.progressOfLastStep),
      losses: position.sums.means, AP: metrics?.AP, AP50: metrics?.AP50, AP75: metrics?.AP75,
      best: position.bestScore, ema: recipe.ema > 0 ? recipe.ema : nil, seconds: position.seconds,
      imagesPerSecond: position.imagesPerSecond, waiting: position.waiting)
  }

  package func writeWeights(to path: String) throws {
    try DetectorFile.write(detector, inference: recipe.inference, to: path)
  }

  package func drawCurves(of folder: RunFolder) throws { try DetectorCurves.write(for: folder) }
}
