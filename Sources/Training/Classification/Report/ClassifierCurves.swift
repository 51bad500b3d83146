import Checkpoints
import Foundation
import Imaging

/// A run's course as charts: loss and error against epochs.
package struct ClassifierCurves {
  private let run: ClassifierRun

  package init(_ run: ClassifierRun) { self.run = run }

  /// Draws the run's `curves.png`: nothing if no epoch is finished.
  ///
  /// The file is complete at any time: it is written beside its place and renamed.
  /// - Throws: Errors of the run's files and of drawing.
  package static func write(for folder: RunFolder) throws {
    let run = try ClassifierRun(folder)
    guard !run.epochs.isEmpty else { return }
    try ClassifierCurves(run).sheet.write(toFile: folder.curvesFile)
  }

  package var sheet: ChartSheet { ChartSheet(title: title, charts: [lossChart, errorChart]) }

  /// "WRN-16-2 on cifar10, epoch 4 of 5, best error 20.29 % (epoch 4)".
  private var title: String {
    var title = "\(run.recipe.network.name) on \(run.recipe.dataset.rawValue)"
    if !run.isComplete { title += ", epoch \(run.epochsDone) of \(run.recipe.epochs)" }
    if let best = run.best {
      title += ", best error \(ReportText.percent(best.error)) (epoch \(best.epoch))"
    }
    return title
  }

  private var lossChart: LineChart {
    chart(
      y: .init("loss", scale: .automatic),
      [
        .init("training", values(\.trainingLoss), ink: .series(1)),
        .init("validation", values(\.loss), ink: .series(0)),
      ])
  }

  private var errorChart: LineChart {
    let validation = values(\.error)
    let best = validation.firstIndex { $0.x == run.best.map { Double($0.epoch) } }
    var chart = chart(
      y: .init("error (%)", limits: 0...100),
      [
        .init("training", values(\.trainingError), ink: .series(1)),
        .init("validation", validation, ink: .series(0), highlight: best),
      ])
    if let expected = run.recipe.expected {
      chart.levels = [.init(expected.error, label: expected.label)]
    }
    return chart
  }

  private func chart(y: LineChart.Axis, _ series: [LineChart.Series]) -> LineChart {
    var chart = LineChart(x: .init("epoch", hasIntegers: true), y: y, series: series)
    chart.moments = drops
    return chart
  }

  private func values(_ value: (LoggedEpoch) -> Double?) -> [LineChart.Value] {
    run.epochs.compactMap { epoch in value(epoch).map { .init(x: Double(epoch.epoch), y: $0) } }
  }

  /// Where the learning rate drops: at the end of the epoch before the first with the lower rate.
  private var drops: [LineChart.Guide] {
    run.epochs.filter { $0.epoch > 1 && run.recipe.schedule.drops(atEpoch: $0.epoch) }.map {
      epoch in
      let rate = epoch.learningRate.map { String(format: "lr %.3g", $0) } ?? "lr"
      return .init(Double(epoch.epoch - 1), label: rate)
    }
  }
}
