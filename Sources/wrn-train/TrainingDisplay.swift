import ToolSupport
import Training

/// Shows a training's progress: a line for the step, a line that stays for each epoch.
final class TrainingDisplay {
  private let line = ProgressLine()
  private var meter: ProgressMeter
  /// The epoch that is shown, counted from 1, and whether a step of it was.
  private var epoch: Int
  private var hasSteps = false
  private let epochs, stepsPerEpoch: Int
  private let json: Bool

  init(_ trainer: ClassifierTrainer, json: Bool) {
    epochs = trainer.recipe.epochs
    stepsPerEpoch = trainer.stepsPerEpoch
    epoch = trainer.progress.epochs + 1
    meter = ProgressMeter(label: "", total: 0)
    self.json = json
  }

  func show(_ progress: ClassifierProgress) throws {
    switch progress {
    case .step(let step): show(step)
    case .evaluating(let done, let total):
      line.update(
        ProgressSnapshot(label: "evaluating \(epoch)/\(epochs)", step: done, total: total))
    case .epoch(let report):
      line.finish(text(report))
      if json { try StandardOutput.print(json: report) }
    }
  }

  /// Removes the line that is redrawn.
  func finish() { line.finish() }

  private func show(_ step: TrainingStep<ClassificationMetrics>) {
    if step.epoch != epoch || !hasSteps {
      meter = ProgressMeter(
        label: "epoch \(step.epoch)/\(epochs)", total: step.steps, step: step.step - 1,
        stepsAfter: (epochs - step.epoch) * stepsPerEpoch)
      (epoch, hasSteps) = (step.epoch, true)
    }
    meter.record(
      images: step.images, duration: step.duration, waiting: step.waiting,
      values: [("loss", step.sums.loss), ("top-1", step.sums.top1)], learningRate: step.learningRate
    )
    line.update(meter.snapshot)
  }

  private func text(_ report: ClassifierEpochReport) -> String {
    [
      "epoch \(report.epoch)/\(report.epochs)",
      "training loss \(NumberText.value(report.trainingLoss)) top-1 \(percent(report.trainingTop1))",
      validation(report),
      "\(NumberText.rate(report.imagesPerSecond)) images/s",
      Duration.seconds(report.seconds).text,
    ].compactMap { $0 }.joined(separator: "  ")
  }

  /// nil for an epoch without evaluation.
  private func validation(_ report: ClassifierEpochReport) -> String? {
    guard let loss = report.loss, let top1 = report.top1, let best = report.best else { return nil }
    return
      "validation loss \(NumberText.value(loss)) top-1 \(percent(top1)) (best \(percent(best)))"
  }
}

/// "95.12 %".
func percent(_ share: Double) -> String { "\(NumberText.fixed(share * 100, decimals: 2)) %" }
