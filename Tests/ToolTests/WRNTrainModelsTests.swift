import Foundation
import Testing

/// `wrn-train models`.
@Suite struct WRNTrainModelsTests {
  private let tool = Tool(name: "wrn-train")
  private let folder = NSTemporaryDirectory()

  private struct Row: Decodable {
    struct Network: Decodable {
      let depth: Int
      let width: Double
      let classes: Int
    }
    let place, dataset, name: String
    let network: Network?
    let weights: Int?
    let top1Error: Double?
  }

  @Test func jsonHasALineForEachRow() throws {
    let result = try tool.run("models", "--dataset", "cifar100", "--json", in: folder)
    #expect(result.exitCode == 0 && result.errorOutput.isEmpty)
    let rows = try result.lines.map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
    #expect(!rows.isEmpty && rows.allSatisfy { $0.dataset == "cifar100" })
    let row = try #require(rows.first { $0.place == "Table 4" && $0.name == "WRN-28-10" })
    #expect(row.weights == 36_536_884 && row.top1Error == 20.5)
    #expect(row.network.map { $0.depth == 28 && $0.width == 10 && $0.classes == 100 } == true)
    let quoted = try #require(rows.first { $0.name == "NIN" })
    #expect(quoted.network == nil && quoted.weights == nil && quoted.top1Error == 35.67)
  }

  @Test func textIsATable() throws {
    let result = try tool.run("models", in: folder)
    #expect(result.exitCode == 0 && result.errorOutput.isEmpty)
    #expect(result.lines.first?.hasPrefix("  where  ") == true)
    let line = try #require(result.lines.first { $0.contains("WRN-50-2-bottleneck") })
    #expect(line.contains("68,883,240") && line.contains("21.90, 6.03"))
    #expect(result.lines.allSatisfy { !$0.hasSuffix(" ") })
  }
}
