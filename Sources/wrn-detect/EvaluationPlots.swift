import CommonSupport
import Detection
import Foundation
import Imaging
import ToolSupport

/// An evaluation as pictures, and as CSV the numbers in them.
struct EvaluationPlots {
  private let curves: PrecisionRecallCurves
  private let confusion: DetectionConfusion
  private let metrics: COCOMetrics
  /// What titles call the ground truth.
  private let path: String

  /// Lines that a chart has room for.
  private static let mostCategories = 8

  init(
    curves: PrecisionRecallCurves, confusion: DetectionConfusion, _ metrics: COCOMetrics,
    path: String
  ) {
    (self.curves, self.confusion) = (curves, confusion)
    (self.metrics, self.path) = (metrics, path)
  }

  /// Writes `precision-recall` and `confusion`, each as `.png` and `.csv`.
  ///
  /// - Throws: `ImageError` or `FileWriteError` if one cannot be written.
  func write(to folder: String) throws {
    try precisionRecall.write(toFile: "\(folder)/precision-recall.png")
    try AtomicFile.write(precisionRecallCSV, to: "\(folder)/precision-recall.csv")
    try confusionChart.write(toFile: "\(folder)/confusion.png")
    try AtomicFile.write(confusionCSV, to: "\(folder)/confusion.csv")
  }

  /// "val.json".
  private var name: String { (path as NSString).lastPathComponent }

  /// The mean curves with their names, none without objects.
  private var means: [(name: String, precisions: [Double])] {
    let mean = curves.mean
    return [
      ("IoU 0.50", mean[0]), ("IoU 0.75", mean[5]),
      ("IoU 0.50:0.95", PrecisionRecallCurves.mean(mean)),
    ].filter { !$0.1.isEmpty }
  }
}

// MARK: - Precision and recall

extension EvaluationPlots {
  private var precisionRecall: ChartSheet {
    let numbers = [("AP", metrics.AP), ("AP50", metrics.AP50), ("AP75", metrics.AP75)]
      .map { "\($0) \(NumberText.fixed($1, decimals: 3))" }.joined(separator: ", ")
    // Those with the most objects say most.
    let largest = curves.categories.indices.filter { curves.categories[$0].objects > 0 }
      .sorted { (curves.categories[$1].objects, $0) < (curves.categories[$0].objects, $1) }
      .prefix(Self.mostCategories).map { curves.categories[$0] }
    return ChartSheet(
      title: "\(numbers) on \(name)",
      charts: [
        chart("precision, mean of classes", means),
        chart("precision at IoU 0.50", largest.map { ($0.name, $0.precisions[0]) }),
      ])
  }

  private func chart(_ label: String, _ lines: [(name: String, precisions: [Double])]) -> LineChart
  {
    LineChart(
      x: .init("recall", range: 0...1), y: .init(label, range: 0...1.02),
      series: lines.enumerated().map { index, line in
        LineChart.Series(
          line.name,
          zip(PrecisionRecallCurves.recalls, line.precisions).map { .init(x: $0, y: $1) },
          ink: .series(index))
      })
  }

  /// A row for each recall; columns for the means, then every class that has objects, at IoU 0.50.
  private var precisionRecallCSV: String {
    let columns =
      means
      + curves.categories.filter { $0.objects > 0 }.map { ($0.name, $0.precisions[0]) }
    let rows = PrecisionRecallCurves.recalls.enumerated().map { index, recall in
      ([recall] + columns.map { $0.precisions[index] }).map {
        NumberText.fixed($0, decimals: 4)
      }
    }
    return CSV.text([["recall"] + columns.map(\.name)] + rows)
  }
}

// MARK: - Confusion

extension EvaluationPlots {
  private var confusionChart: MatrixChart {
    MatrixChart(
      title:
        "Scores from \(confusion.minimumScore), IoU from \(confusion.minimumOverlap), on \(name)",
      rows: "object", columns: "taken for", labels: confusion.categoryNames + ["background"],
      counts: confusion.counts)
  }

  private var confusionCSV: String {
    let names = confusion.categoryNames + ["background"]
    return CSV.text(
      [["object"] + names]
        + zip(names, confusion.counts).map { name, counts in [name] + counts.map(String.init) })
  }
}
