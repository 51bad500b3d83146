import Foundation
import TestSupport
import Testing

/// `wrn-detect bench`.
@Suite struct WRNDetectBenchTests {
  private let tool = Tool(name: "wrn-detect")
  private let folder = ScratchFolder()

  private struct Network: Decodable {
    let trunk: String
    let classes: Int
  }

  private static let recipe = """
    architecture:
      trunk: {depth: 18, width: 0.125}
      narrowedChannels: 8
      proposals: {localizationChannels: 8}
      localization: {channels: 8}
    inference: {proposals: {seeds: 50, activeBoxes: 20, limit: 20}}
    sampling: {seeds: 20, proposals: 5}
    """

  private func bench(_ arguments: String...) throws -> (network: Network, record: BenchRecord) {
    let path = folder.path + "/tiny.yaml"
    try Data(Self.recipe.utf8).write(to: URL(fileURLWithPath: path))
    let result = try tool.run(
      ["bench", "--config", path, "--threads", "1", "--steps", "1", "--classes", "3", "--json"]
        + arguments,
      in: folder.path)
    #expect(result.exitCode == 0 && result.errorOutput.isEmpty, "\(result.errorOutput)")
    #expect(result.lines.count == 1 && result.output.hasPrefix(#"{"type":"bench","trunk":"#))
    let data = Data(result.output.utf8)
    return (
      try JSONDecoder().decode(Network.self, from: data),
      try JSONDecoder().decode(BenchRecord.self, from: data)
    )
  }

  @Test func training() throws {
    let (network, found) = try bench("--size", "64x96", "--batch", "2", "--profile")
    #expect(network.trunk == "WRN-18-0.125" && network.classes == 3)
    #expect(found.mode == "train" && found.batch == 2 && found.threads == 1 && found.steps == 1)
    #expect(found.height == 64 && found.width_px == 96)
    #expect(found.forwardFlops > 0 && found.gflopsPerSecond > 0 && found.peakResidentBytes > 0)
    let phases = Set(found.profile?.operations.map(\.phase) ?? [])
    #expect(phases == ["pictures", "trunk", "proposals", "losses", "backward", "update"])
  }

  @Test func inference() throws {
    let (_, found) = try bench("--size", "64", "--batch", "1", "--mode", "inference", "--profile")
    #expect(found.mode == "inference" && found.height == 64 && found.width_px == 64)
    let parts = found.profile?.operations ?? []
    #expect(Set(parts.map(\.phase)) == ["pictures", "trunk", "proposals", "regions", "boxes"])
    #expect(abs(parts.reduce(0) { $0 + $1.share } - 1) < 1e-6)
  }

  @Test func pictureOfTheRecipesSize() throws {
    let (_, found) = try bench("--batch", "1", "--mode", "inference")
    #expect(found.height == 480 && found.width_px == 640 && found.profile == nil)
  }

  @Test(arguments: [
    (["--classes", "0"], "classes must be 1 to 10,000, got 0."),
    (["--batch", "0"], "batch must be 1 to 65,536 pictures, got 0."),
  ])
  func wrongUsage(arguments: [String], message: String) throws {
    let result = try tool.run(["bench"] + arguments, in: folder.path)
    #expect(result.exitCode == 64 && result.output.isEmpty)
    #expect(result.errorLines.first == "error: \(message)")
  }
}
