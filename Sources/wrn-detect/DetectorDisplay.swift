import ToolSupport
import Training

/// Shows a detector's training: a progress line for people, one line per epoch for programs.
final class DetectorDisplay {
  private let recipe: DetectorRecipe
  private let stepsPerEpoch: Int
  private let json: Bool
  private let line = ProgressLine()
  private var meter: ProgressMeter?
  /// The one that is shown, counted from 1.
  private var epoch: Int

  init(recipe: DetectorRecipe, stepsPerEpoch: Int, json: Bool, epochsDone: Int) {
    self.recipe = recipe
    self.stepsPerEpoch = stepsPerEpoch
    self.json = json
    epoch = epochsDone + 1
  }

  func show(_ progress: DetectorProgress) throws {
    switch progress {
    case .step(let step): show(step)
    case .evaluating(let done, let total):
      line.update(
        ProgressSnapshot(label: "evaluating \(epoch)/\(recipe.epochs)", step: done, total: total))
    case .epoch(let report):
      meter = nil
      line.finish(summary(report))
      if json { try StandardOutput.print(JSONLine.text(of: report)) }
    }
  }

  /// Ends the line that is being drawn.
  func finish() { line.finish() }

  private func show(_ step: TrainingStep<DetectorLossSums>) {
    epoch = step.epoch
    let losses = step.sums.means
    var meter =
      meter
      ?? ProgressMeter(
        label: "epoch \(step.epoch)/\(recipe.epochs)", total: step.steps, step: step.step - 1,
        stepsAfter: (recipe.epochs - step.epoch) * stepsPerEpoch)
    meter.record(
      images: step.images, duration: step.duration, waiting: step.waiting,
      values: [
        ("loss", losses.total), ("object", losses.objectness),
        ("place", losses.proposalLocalization), ("class", losses.classification),
        ("borders", losses.localization),
      ], learningRate: step.learningRate)
    self.meter = meter
    line.update(meter.snapshot)
  }

  private func summary(_ report: DetectorEpochReport) -> String {
    var parts = [
      "epoch \(report.epoch)/\(report.epochs)", "loss \(NumberText.value(report.losses.total))",
      "\(NumberText.rate(report.imagesPerSecond)) images/s",
    ]
    if let ap = report.AP, let ap50 = report.AP50 {
      parts.append("AP \(NumberText.value(ap))")
      parts.append("AP50 \(NumberText.value(ap50))")
      if let best = report.best { parts.append("(best AP \(NumberText.value(best)))") }
    }
    return parts.joined(separator: "  ")
  }
}
