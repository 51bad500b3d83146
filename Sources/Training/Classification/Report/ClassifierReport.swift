import Checkpoints
import CommonSupport
import Datasets
import Foundation
import Imaging

/// A run as one HTML file without anything from elsewhere: its summary and curves, and what the
/// best weights get right and wrong.
package struct ClassifierReport {
  /// The best weights on every validation picture.
  package struct Evaluation {
    package let dataset: any ClassificationDataset
    package let classNames: [String]
    package let predictions: [ClassificationPrediction]
    let confusion: ConfusionMatrix
    let calibration: Calibration

    /// - Precondition: Labels and predictions are positions in `classNames`.
    package init(
      _ dataset: any ClassificationDataset, classNames: [String],
      _ predictions: [ClassificationPrediction]
    ) {
      self.dataset = dataset
      self.classNames = classNames
      self.predictions = predictions
      confusion = ConfusionMatrix(predictions, classCount: classNames.count)
      calibration = Calibration(predictions)
    }

    /// In percent.
    var error: Double {
      let wrong = predictions.count { !$0.isRight }
      return predictions.isEmpty ? 0 : 100 * Double(wrong) / Double(predictions.count)
    }
  }

  let run: ClassifierRun
  let evaluation: Evaluation?

  /// - Parameter evaluation: Nil for a report without what needs the pictures.
  package init(_ run: ClassifierRun, _ evaluation: Evaluation?) {
    self.run = run
    self.evaluation = evaluation
  }

  /// Evaluates the run's best weights on the validation pictures, and writes the report.
  ///
  /// - Parameters:
  ///   - data: The folder of the data; nil for the run's.
  ///   - evaluates: False leaves out what needs the pictures.
  ///   - path: The file, complete or not there at all; nil for `report.html` in the run.
  ///   - batch: Pictures per step; it changes the speed only.
  ///   - threads: Those of the current pool, of which some decode pictures.
  ///   - progress: Called after each batch with the pictures done and in all.
  /// - Returns: The path of the report.
  /// - Throws: Errors of the run's files, of its data and of writing.
  @discardableResult
  package static func write(
    for folder: RunFolder, data: String? = nil, evaluates: Bool = true, to path: String? = nil,
    batch: Int = 128, threads: Int = 1, progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws -> String {
    let run = try ClassifierRun(folder)
    let evaluation =
      try evaluates
      ? evaluate(run, data: data, batch: batch, threads: threads, progress) : nil
    let report = ClassifierReport(run, evaluation)
    let path = path ?? folder.reportFile
    try AtomicFile.write(try report.html().text, to: path)
    return path
  }

  private static func evaluate(
    _ run: ClassifierRun, data: String?, batch: Int, threads: Int,
    _ progress: (Int, Int) throws -> Void
  ) throws -> Evaluation {
    let classifier = try Classifier(contentsOfFile: try run.folder.weights())
    let dataset = try run.recipe.dataset.openValidation(
      folder: data ?? run.recipe.data, for: classifier.description)
    var predictions: [ClassificationPrediction] = []
    predictions.reserveCapacity(dataset.count)
    _ = try classifier.evaluate(
      dataset, batch: batch, workers: run.recipe.dataset.workers(threads: threads),
      flipTest: run.recipe.flipTest, progress: progress,
      each: { predictions.append($0) })
    let description = classifier.description
    return Evaluation(
      dataset, classNames: description.classTitles ?? description.classNames, predictions)
  }

  /// The whole page.
  /// - Throws: `ImageError` if a picture cannot be read or there is not enough memory.
  package func html() throws -> HTML {
    let title = "\(run.recipe.network.name) on \(run.recipe.dataset.rawValue)"
    var sections = [summary, try curves]
    if let evaluation {
      sections += [
        evaluation.mistakes, try evaluation.confusions, evaluation.classes, evaluation.reliability,
      ]
    }
    sections.append(recipeTable)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(run.folder.name): \(title)</title>
      <style>
      \(HTML.markup(Self.style))</style>
      </head>
      <body>
      <h1>\(title)</h1>
      <p class="note">Run <code>\(run.folder.path)</code></p>
      \(HTML.joined(sections))
      </body>
      </html>

      """
  }
}
