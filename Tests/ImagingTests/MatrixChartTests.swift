import Foundation
import FoundationXML
import Imaging
import Testing

@Suite struct MatrixChartTests {
  private let right = Color(red: 0, green: 98, blue: 168)

  @Test func squaresAreShadedByTheirShareOfTheRow() throws {
    let chart = MatrixChart(
      labels: ["a", "b", "c"], counts: [[4, 0, 0], [1, 1, 2], [0, 0, 0]])
    let image = try chart.squares(side: 5)
    #expect(image.width == 15 && image.height == 15)
    #expect(image[2, 2] == right)
    #expect(image[7, 2] == .white)
    // Half of the row is taken for c: its square is dark, those of a quarter are lighter.
    #expect(image[12, 7] == Color(red: 213, green: 94, blue: 0))
    let quarter = image[2, 7]
    #expect(quarter.red > 213 && quarter.blue > 0)
    #expect(image[7, 7].red < 255 && image[7, 7].blue > 168)
    for x in [2, 7, 12] { #expect(image[x, 12] == .white) }
  }

  @Test(arguments: [1, 3, 20, 92, 400])
  func fitsAnyNumberOfClasses(count: Int) throws {
    let counts = (0..<count).map { row in (0..<count).map { ($0 * 31 + row) % 97 == 0 ? 5 : 0 } }
    let chart = MatrixChart(
      title: "<errors> & \"more\"", rows: "object", columns: "taken for",
      labels: (0..<count).map { "class \($0) <of a rather long name>" }, counts: counts)
    let image = try chart.image()
    #expect(image.width >= 2 * count && image.width < 3000)
    #expect(image.height >= 2 * count && image.height < 3000)
    let svg = try chart.svg()
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    #expect(svg.contains("class 0 &lt;of a rather lo") == (count < 100))
    let squares = counts.joined().count { $0 > 0 }
    let drawn = svg.components(separatedBy: "fill-opacity").count - 1
    #expect(drawn == squares)
  }
}
