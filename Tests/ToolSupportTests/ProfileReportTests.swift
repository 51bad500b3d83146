import Testing
import ToolSupport

@Suite struct ProfileReportTests {
  /// Two steps of eight seconds in all.
  private let report = ProfileReport(
    [
      ("forward", "Add", nil, 0.5), ("forward", "Convolution 3x3", "conv1", 1),
      ("forward", "Convolution 3x3", "conv2", 1.5), ("backward", "Convolution 3x3", "conv2", 3),
      ("backward", "Convolution 3x3", "conv1", 1.75), ("backward", "other", nil, 0.25),
    ], steps: 2)

  @Test func text() {
    #expect(
      report.text == """
          phase          ms   share
          forward   1500.00  37.5 %
          backward  2500.00  62.5 %

          phase     operation             ms   share
          forward   Convolution 3x3  1250.00  31.2 %
          forward   Add               250.00   6.2 %
          backward  Convolution 3x3  2375.00  59.4 %
          backward  other             125.00   3.1 %

          layer  forward ms  backward ms   share
          conv1      500.00       875.00  34.4 %
          conv2      750.00      1500.00  56.2 %
        """)
  }

  @Test func json() throws {
    let text = try JSONLine.text(of: report)
    #expect(
      text.hasPrefix(
        #"{"operations":[{"phase":"forward","kind":"Convolution 3x3","seconds":1.25,"share":0.3125},"#
      ))
    #expect(
      text.hasSuffix(
        #"{"phase":"backward","layer":"conv1","seconds":0.875,"share":0.21875}]}"#))
  }

  @Test func nothingMeasured() {
    #expect(
      ProfileReport([], steps: 1).text.split(separator: "\n").map { $0.first } == [" ", " ", " "])
  }
}
