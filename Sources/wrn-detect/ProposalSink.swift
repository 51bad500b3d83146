import Datasets
import ToolSupport

/// Takes the proposals of one picture after the other, and prints them as a list in COCO's results
/// format or keeps them.
struct ProposalSink {
  let isPrinting: Bool
  private(set) var kept: [COCODetection] = []
  /// The last line, whose end depends on what follows.
  private var line = "["

  init(isPrinting: Bool) { self.isPrinting = isPrinting }

  mutating func take(_ results: [COCODetection]) throws {
    guard isPrinting else {
      kept += results
      return
    }
    guard let last = results.last else { return }
    let lines = results.dropLast().map { $0.json + ",\n" }.joined()
    try StandardOutput.print(line == "[" ? line : line + ",")
    line = lines + last.json
  }

  /// Ends the list.
  func finish() throws {
    if isPrinting { try StandardOutput.print(line == "[" ? "[]" : line + "\n]") }
  }
}
