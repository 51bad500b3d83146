import Checkpoints
import Foundation
import Imaging

/// The course of a detector's run as charts: losses and AP against epochs.
package struct DetectorCurves {
  private let recipe: DetectorRecipe
  private let epochs: [DetectorEpochReport]

  /// Draws the run's `curves.png`: nothing if no epoch is finished.
  /// - Throws: Errors of the run's files and of drawing.
  package static func write(for folder: RunFolder) throws {
    let curves = try DetectorCurves(folder)
    guard !curves.epochs.isEmpty else { return }
    try curves.sheet.write(toFile: folder.curvesFile)
  }

  package init(_ folder: RunFolder) throws {
    recipe = try DetectorRun(
      yaml: folder.readConfiguration(), path: folder.configurationFile
    ).recipe
    epochs = try folder.readLog().map {
      try JSONDecoder().decode(DetectorEpochReport.self, from: $0)
    }
  }

  package var sheet: ChartSheet {
    let losses =
      [series("weighted sum", ink: 0) { $0.losses.total }]
      + DetectorLossValues.parts.filter(isTrained).enumerated().map { index, part in
        series(part.name, ink: index + 1) { $0.losses[keyPath: part.path] }
      }
    var ap = series("AP", ink: 0) { percent($0.AP) }
    ap.highlight = ap.values.firstIndex { $0.x == best.map { Double($0.epoch) } }
    let metrics = [
      ap, series("AP50", ink: 1) { percent($0.AP50) },
      series("AP75", ink: 2) { percent($0.AP75) },
    ]
    var charts = [chart(.init("loss", scale: .automatic), losses)]
    if best != nil { charts.append(chart(.init("AP (%)", limits: 0...100), metrics)) }
    return ChartSheet(title: title, charts: charts)
  }

  /// "WRN-18-0.5 detector, epoch 4 of 30, best AP 31.2 % (epoch 4)".
  private var title: String {
    let trunk = recipe.architecture.trunk
    var title = "WRN-\(trunk.depth)-\(String(format: "%g", trunk.width)) detector"
    let done = epochs.last?.epoch ?? 0
    if done < recipe.epochs { title += ", epoch \(done) of \(recipe.epochs)" }
    if let best, let ap = best.AP {
      title += ", best AP \(String(format: "%.1f", ap * 100)) % (epoch \(best.epoch))"
    }
    return title
  }

  private var best: DetectorEpochReport? {
    epochs.filter { $0.AP != nil }.max { ($0.AP ?? 0) < ($1.AP ?? 0) }
  }

  /// Parts that the detector does not have, and stages that leave one out, have losses of 0.
  private func isTrained(_ part: DetectorLossValues.Part) -> Bool {
    epochs.contains { $0.losses[keyPath: part.path] != 0 }
  }

  /// Without objects to find AP is -1.
  private func percent(_ share: Double?) -> Double? {
    share.flatMap { $0 >= 0 ? $0 * 100 : nil }
  }

  private func chart(_ y: LineChart.Axis, _ series: [LineChart.Series]) -> LineChart {
    var chart = LineChart(x: .init("epoch", hasIntegers: true), y: y, series: series)
    chart.moments = stageStarts
    return chart
  }

  private func series(
    _ name: String, ink: Int, _ value: (DetectorEpochReport) -> Double?
  ) -> LineChart.Series {
    .init(
      name,
      epochs.compactMap { epoch in value(epoch).map { .init(x: Double(epoch.epoch), y: $0) } },
      ink: .series(ink))
  }

  /// The ends of stages before the last.
  private var stageStarts: [LineChart.Guide] {
    var end = 0
    return recipe.stages.dropLast().enumerated().compactMap { index, stage in
      end += stage.epochs
      return end < (epochs.last?.epoch ?? 0)
        ? .init(Double(end), label: recipe.stages[index + 1].name ?? "stage \(index + 2)") : nil
    }
  }
}
