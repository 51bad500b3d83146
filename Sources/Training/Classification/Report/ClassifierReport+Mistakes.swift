import CommonSupport
import Datasets
import Foundation
import Imaging

extension ClassifierReport.Evaluation {
  private static let mistakeCount = 32
  /// Pixels of a small picture's longer side in the file; the page may show it larger.
  private static let thumbnailSide = 128

  /// The wrong predictions that were surest, surest first.
  package var worst: [ClassificationPrediction] {
    Array(
      predictions.filter { !$0.isRight }
        .sorted { ($1.probability, $0.picture) < ($0.probability, $1.picture) }
        .prefix(Self.mistakeCount))
  }

  var mistakes: HTML {
    let wrong = predictions.count { !$0.isRight }
    let total = predictions.count
    let legend =
      wrong == 0 ? "" : " The surest of them, each with the class it was taken for above its own:"
    let heading: HTML = """
      <h2>Mistakes</h2>
      <p>\(wrong.grouped) of \(total.grouped) validation pictures are wrong with the best weights: \
      <strong>\(ReportText.percent(error))</strong>.\(legend)</p>
      """
    let figures = worst.map(figure)
    return """
      <section>
      \(heading)
      <div class="gallery">
      \(HTML.joined(figures))
      </div>
      </section>
      """
  }

  private func figure(_ prediction: ClassificationPrediction) -> HTML {
    let source = dataset.picture(at: prediction.picture)
    let name =
      switch source {
      case .file(let path): (path as NSString).lastPathComponent
      case .pixels: "picture \(prediction.picture.grouped)"
      }
    let place =
      if case .file(let path) = source { path } else { name }
    let probability = ReportText.probability(prediction.probability)
    let label = classNames[prediction.label]
    let predicted = classNames[prediction.predicted]
    return """
      <figure>
      \(image(source, alternative: label))
      <figcaption><span class="taken">\(predicted)</span> <span class="whole">\(probability)</span><br>\
      <span class="truth">\(label)</span><br>\
      <span class="note" title="\(place)">\(name)</span></figcaption>
      </figure>
      """
  }

  /// Small pictures keep their pixels, others become thumbnails. A file that has gone since it was
  /// evaluated leaves its place empty.
  private func image(_ source: PictureSource, alternative: String) -> HTML {
    guard let (bytes, type) = try? Self.thumbnail(source) else {
      return "<div class=\"missing\">not readable</div>"
    }
    return "<img alt=\"\(alternative)\" src=\"\(HTML.dataURI(bytes, type: type))\">"
  }

  private static func thumbnail(_ source: PictureSource) throws -> (bytes: [UInt8], type: String) {
    switch source {
    case .pixels(let pixels, let width, let height):
      let image = Image(width: width, height: height, pixels: Array(pixels))
      return (try image.pngBytes(), "image/png")
    case .file(let path):
      let file = try EncodedImage(contentsOfFile: path)
      let scale = Double(thumbnailSide) / Double(max(file.size.width, file.size.height))
      guard scale < 1 else { return (try file.decoded().pngBytes(), "image/png") }
      let image = try file.resized(
        width: max(1, Int((Double(file.size.width) * scale).rounded())),
        height: max(1, Int((Double(file.size.height) * scale).rounded())))
      return (try image.jpegBytes(quality: 85), "image/jpeg")
    }
  }

  /// Accuracy beside probability, in ten bins.
  var reliability: HTML {
    let rows = calibration.bins.enumerated().filter { $0.element.count > 0 }.map { entry -> HTML in
      let (index, bin) = entry
      let accuracy = String(format: "%.2f", bin.accuracy * 100)
      let confidence = String(format: "%.2f", bin.confidence * 100)
      return """
        <tr><th scope="row">\(index * 10)&ndash;\((index + 1) * 10) %</th>\
        <td class="track"><div class="bar" style="width:\(accuracy)%"></div>\
        <div class="mark" style="left:\(confidence)%"></div></td>\
        <td class="number">\(accuracy) %</td><td class="number">\(confidence) %</td>\
        <td class="number">\(bin.count.grouped)</td></tr>
        """
    }
    let error = ReportText.percent(calibration.expectedError * 100)
    return """
      <section>
      <h2>Calibration</h2>
      <p>Expected calibration error: <strong>\(error)</strong>. A bar is the share of pictures that \
      are right, its mark their mean probability: a bar short of its mark is too sure.</p>
      <table class="bars">
      <thead><tr><th>probability</th><td></td><th class="number">right</th>\
      <th class="number">mean</th><th class="number">pictures</th></tr></thead>
      \(HTML.joined(rows))
      </table>
      </section>
      """
  }
}
