import CommonSupport
import Foundation
import FoundationXML
import Imaging
import Testing

@Suite struct ChartSheetTests {
  private func sheet(_ values: [[Double]], name: String = "run") -> ChartSheet {
    let series = values.enumerated().map { index, y in
      LineChart.Series(
        "\(name) \(index)", y.enumerated().map { .init(x: Double($0 + 1), y: $1) },
        ink: .series(index), highlight: 0)
    }
    var chart = LineChart(
      x: .init("epoch", hasIntegers: true), y: .init("loss", scale: .automatic), series: series)
    chart.levels = [.init(0.5, label: "paper")]
    chart.moments = [.init(2, label: "lr 0.02")]
    return ChartSheet(title: "\(name)", charts: [chart, chart])
  }

  /// The elements of the drawing, with their attributes.
  private func elements(_ svg: String) throws -> [(name: String, attributes: [String: String])] {
    final class Reader: NSObject, XMLParserDelegate {
      var elements: [(name: String, attributes: [String: String])] = []

      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
      ) {
        elements.append((name, attributes))
      }
    }
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    return reader.elements
  }

  @Test func drawsEverySeries() throws {
    let sheet = sheet([[3, 2, 1, 0.8], [3.5, 2.5, 1.6, 1.4], [1, 1, 1, 1]])
    let image = try sheet.image()
    #expect(image.width == 2 * (2 * 520 + 3 * 16) && image.height == 2 * 416)
    for color in [
      Color(red: 0, green: 98, blue: 168), Color(red: 213, green: 94, blue: 0),
      Color(red: 0, green: 148, blue: 110),
    ] {
      let count = (0..<image.width).reduce(0) { sum, x in
        sum + (0..<image.height).count { image[x, $0] == color }
      }
      #expect(count > 2 * 500, "\(color)")
    }
    let elements = try elements(try sheet.svg())
    // In each chart three lines of four points, and their samples in the legend.
    let lines = elements.filter { $0.name == "polyline" }
    let curves = lines.filter { $0.attributes["points"]?.split(separator: " ").count == 4 }
    #expect(curves.count == 6)
    #expect(elements.first?.attributes["viewBox"] == "0 0 1088 416")
  }

  @Test(arguments: [
    [], [[]], [[1]], [[.nan, .nan]], [[9e99, 2, 1, 0.5, 0.4]], [[.infinity, -.infinity, 1, 2]],
    [[0, 0, 0]], [[1e-12, 1, 1e12]], [[1, .nan, 2, 3, .nan]], [[1e308, -1e308]],
  ])
  func anyNumbersCanBeDrawn(values: [[Double]]) throws {
    let sheet = sheet(values)
    let svg = try sheet.svg()
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    _ = try elements(svg)
    let decoded = try Image(decoding: try sheet.image().pngBytes(), name: "chart")
    #expect(decoded.width == 2176)
  }

  @Test func namesAreText() throws {
    let name = "<script>alert('1')</script> & \"co\" \u{7}\u{FFFE}"
    let sheet = sheet([[1, 2]], name: name)
    let svg = try sheet.svg()
    #expect(!svg.contains("<script"))
    #expect(svg.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;co&quot;"))
    #expect(
      try elements(svg).allSatisfy {
        ["svg", "rect", "polyline", "circle", "text"].contains($0.name)
      })
    _ = try sheet.image()
  }

  @Test func theNameDecidesTheFormat() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("charts-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let sheet = sheet([[2, 1]])
    try sheet.write(toFile: "\(folder)/a.svg")
    try sheet.write(toFile: "\(folder)/a.png")
    #expect(try String(contentsOfFile: "\(folder)/a.svg", encoding: .utf8) == sheet.svg())
    #expect(try Image(contentsOfFile: "\(folder)/a.png") == sheet.image())
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
    #expect(throws: ImageError.self) { try sheet.write(toFile: "\(folder)/a.pdf") }
    #expect(throws: FileWriteError.self) { try sheet.write(toFile: "\(folder)/none/a.svg") }
  }
}
