import Checkpoints

extension ClassifierTask {
  private var description: ClassifierDescription {
    ClassifierDescription(
      recipe, classNames: training.classNames, classTitles: training.classTitles)
  }

  package func writeExtras(to folder: RunFolder) throws {
    try preparation.whitening?.write(in: folder)
  }

  package func writeWeights(to path: String) throws {
    let metadata = ["format": "pt", ClassifierDescription.key: try description.json()]
    try store.write(to: path, metadata: metadata)
  }

  package func drawCurves(of folder: RunFolder) throws { try ClassifierCurves.write(for: folder) }

  package func report(
    _ position: ClassifierPosition, _ metrics: ClassificationMetrics?
  ) -> ClassifierEpochReport {
    let training = position.sums
    return ClassifierEpochReport(
      epoch: position.epoch + 1, epochs: recipe.epochs,
      learningRate: recipe.learningRate(at: position.progressOfLastStep),
      trainingLoss: training.loss, trainingTop1: training.top1, loss: metrics?.loss,
      top1: metrics?.top1, top5: metrics?.top5, error: metrics?.top1.missingPercent,
      top5Error: metrics?.top5.missingPercent, best: position.bestScore,
      ema: recipe.ema > 0 ? recipe.ema : nil, seconds: position.seconds,
      imagesPerSecond: position.imagesPerSecond, waiting: position.waiting)
  }
}
