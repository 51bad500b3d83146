import Checkpoints
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing
import Training

@Suite struct ClassifierReportTests {
  private let scratch = ScratchFolder()

  /// Grey pictures, of as many classes as wanted.
  private struct Grey: ClassificationDataset {
    let count: Int
    let classNames: [String]

    func label(at index: Int) -> Int { index % classNames.count }

    func picture(at index: Int) -> PictureSource {
      .pixels(Array(repeating: UInt8(index % 256), count: 32 * 32 * 3)[...], width: 32, height: 32)
    }
  }

  private func run(_ name: String = "run") throws -> ClassifierRun {
    try scratch.file("\(name)/config.yaml", try ClassifierRecipe(.cifar10).yaml())
    try scratch.file(
      "\(name)/log.jsonl",
      "{\"type\":\"epoch\",\"epoch\":1,\"top1\":0.6,\"loss\":1.25,\"seconds\":100000,\"imagesPerSecond\":2}\n"
    )
    return try ClassifierRun(try RunFolder.find(scratch.file(name)))
  }

  /// Every picture whose index is a multiple of `step` is taken for the class after its own.
  private func evaluation(
    classes: Int, count: Int, wrongEvery step: Int
  ) -> ClassifierReport.Evaluation {
    let dataset = Grey(count: count, classNames: (0..<classes).map { "class <\($0)>" })
    let predictions = (0..<count).map { index in
      let label = dataset.label(at: index)
      return ClassificationPrediction(
        picture: index, label: label,
        predicted: index.isMultiple(of: step) ? (label + 1) % classes : label,
        probability: 0.5 + Float(index) / Float(2 * count))
    }
    return .init(dataset, classNames: dataset.classNames, predictions)
  }

  @Test func interpolationsAreEscaped() {
    let name = "<a href=\"x\">&'\u{0}"
    #expect(
      ("<p>\(name)</p>" as HTML).text == "<p>&lt;a href=&quot;x&quot;&gt;&amp;&#39;\u{FFFD}</p>")
    let inner: HTML = "<b>\(7)</b>"
    #expect(("<p>\(inner)</p>" as HTML).text == "<p><b>7</b></p>")
  }

  @Test func fewClassesAreATable() throws {
    let evaluation = evaluation(classes: 5, count: 100, wrongEvery: 10)
    let page = try ClassifierReport(try run(), evaluation).html().text
    #expect(page.contains("10 of 100 validation pictures are wrong"))
    #expect(page.contains("<strong>10.00 %</strong>"))
    #expect(page.contains("<table class=\"confusion\">") && !page.contains("class=\"matrix\""))
    // Indices 0, 10, ... all have label 0.
    #expect(
      page.contains("<td>class &lt;0&gt;</td><td>class &lt;1&gt;</td><td class=\"number\">10</td>"))
    #expect(page.contains("50.00 %</td>"))
    #expect(page.components(separatedBy: "<figure>").count == 11)
    #expect(page.contains("1 d 3:46:40") && page.contains("2.0 images/s"))
    #expect(page.contains("--resume \(scratch.file("run"))</code>"))
  }

  @Test func theResumeCommandIsEscaped() throws {
    let page = try ClassifierReport(try run("<b>r&d"), nil).html().text
    #expect(
      page.contains("--resume &#39;\(scratch.file("&lt;b&gt;r&amp;d"))&#39;</code>")
        && !page.contains("<b>"))
  }

  @Test func manyClassesAreAPicture() throws {
    let evaluation = evaluation(classes: 150, count: 600, wrongEvery: 2)
    let page = try ClassifierReport(try run(), evaluation).html().text
    #expect(!page.contains("<table class=\"confusion\">"))
    let start = try #require(page.range(of: "class=\"matrix\""))
    let address = page[start.upperBound...].components(separatedBy: "base64,")[1].prefix {
      $0 != "\""
    }
    let bytes = try #require(Data(base64Encoded: String(address)))
    let image = try Image(decoding: [UInt8](bytes), name: "matrix")
    #expect(image.width == 600 && image.height == 600)
    // Even classes are always wrong, odd ones right: four pixels a class.
    #expect(image[1, 1] == .white && image[5, 1] != .white && image[5, 5] != .white)
    #expect(image[9, 5] == .white)
    // The 32 surest, and the worst and best classes.
    #expect(page.components(separatedBy: "<figure>").count == 33)
    #expect(page.contains("100 classes between"))
  }

  @Test func theWorstMistakesAreTheSurest() {
    let evaluation = evaluation(classes: 3, count: 200, wrongEvery: 4)
    let worst = evaluation.worst
    #expect(worst.count == 32 && worst.first?.picture == 196 && worst.last?.picture == 72)
    #expect(worst.allSatisfy { !$0.isRight })
  }

  @Test func nothingWrongAndNothingThere() throws {
    let perfect = evaluation(classes: 3, count: 30, wrongEvery: 1000)
    let page = try ClassifierReport(
      try run(),
      .init(perfect.dataset, classNames: perfect.classNames, Array(perfect.predictions.dropFirst()))
    ).html().text
    #expect(page.contains("0 of 29 validation pictures are wrong") && !page.contains("<figure>"))
    let empty = ClassifierReport.Evaluation(
      Grey(count: 0, classNames: ["a"]), classNames: ["a"], [])
    #expect(try ClassifierReport(try run(), empty).html().text.contains("0 of 0"))
  }
}
