import Foundation
import Testing

/// `wrn-train bench`.
@Suite struct WRNTrainBenchTests {
  private let tool = Tool(name: "wrn-train")
  private let folder = NSTemporaryDirectory()

  private struct Report: Decodable {
    struct Seconds: Decodable {
      let median, min, max: Double
    }
    struct Profile: Decodable {
      struct Part: Decodable {
        let phase: String
        let kind, layer: String?
        let seconds, share: Double
      }
      let operations, layers: [Part]
    }
    let type, dataset, mode: String
    let depth, batch, height, width_px, threads, steps, forwardFlops, peakResidentBytes: Int
    let width, gflopsPerSecond, cpuUtilization: Double
    let seconds: Seconds
    let profile: Profile?
  }

  private func report(_ arguments: [String]) throws -> Report {
    let result = try tool.run(
      ["bench"] + arguments + ["--threads", "1", "--steps", "1", "--json"], in: folder)
    #expect(result.exitCode == 0 && result.errorOutput.isEmpty, "\(result.errorOutput)")
    #expect(result.lines.count == 1)
    return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
  }

  @Test func trainingOfATinyNetwork() throws {
    let found = try report(["cifar10", "--depth", "10", "--width", "1", "--batch", "2"])
    #expect(found.type == "bench" && found.dataset == "cifar10" && found.mode == "train")
    #expect(found.depth == 10 && found.width == 1 && found.batch == 2)
    #expect(found.height == 32 && found.width_px == 32)
    #expect(found.threads == 1 && found.steps == 1)
    #expect(found.seconds.min == found.seconds.median && found.seconds.max == found.seconds.median)
    #expect(found.seconds.median > 0 && found.gflopsPerSecond > 0 && found.cpuUtilization > 0)
    #expect(found.peakResidentBytes > 1_000_000 && found.profile == nil)
  }

  @Test func inferenceOnLandscapePictures() throws {
    let found = try report([
      "imagenet", "--depth", "18", "--width", "0.0625", "--batch", "1", "--mode", "inference",
      "--size", "40x72",
    ])
    #expect(found.mode == "inference" && found.height == 40 && found.width_px == 72)
    #expect(found.width == 0.0625)
  }

  @Test func profileSharesAreOfTheWholeStep() throws {
    let found = try report([
      "cifar100", "--depth", "10", "--width", "1", "--batch", "2", "--profile",
    ])
    let profile = try #require(found.profile)
    #expect(abs(profile.operations.reduce(0) { $0 + $1.share } - 1) < 1e-6)
    #expect(Set(profile.operations.map(\.phase)) == ["forward", "backward", "update"])
    let kinds = Set(profile.operations.compactMap(\.kind))
    #expect(
      kinds.isSuperset(of: [
        "Convolution 3x3", "Convolution 3x3 / 2", "Convolution 1x1 / 2", "BatchNorm", "Linear",
        "SoftmaxCrossEntropy", "SGD",
      ]))
    let layers = profile.layers.filter { $0.layer == "block1.layer.0.conv1" }.map(\.phase)
    #expect(layers == ["forward", "backward"])
  }

  @Test func textIsATable() throws {
    let result = try tool.run(
      "bench", "cifar10", "--depth", "10", "--width", "1", "--batch", "2", "--steps", "1",
      "--threads", "1", in: folder)
    #expect(result.exitCode == 0)
    #expect(result.lines.first == "WRN-10-1, train, 2 x 32x32, 1 thread")
    #expect(result.lines.count == 8 && result.lines.allSatisfy { !$0.hasSuffix(" ") })
  }
}
