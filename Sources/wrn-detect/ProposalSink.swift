import Datasets
import ToolSupport

/// Takes the proposals of one picture after the other, and prints them as a list in COCO's results
/// format or keeps them.
struct ProposalSink {
  let isPrinting: Bool
  private(set) var kept: [COCODetection] = []
  private var isEmpty = true

  init(isPrinting: Bool) { self.isPrinting = isPrinting }

  mutating func take(_ results: [COCODetection]) throws {
    guard isPrinting else {
      kept += results
      return
    }
    guard !results.isEmpty else { return }
    try StandardOutput.print((isEmpty ? "[" : ",") + results.map(\.json).joined(separator: ",\n"))
    isEmpty = false
  }

  /// Ends the list.
  func finish() throws {
    if isPrinting { try StandardOutput.print(isEmpty ? "[]" : "]") }
  }
}
