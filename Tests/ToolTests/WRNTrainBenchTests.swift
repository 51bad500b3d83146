import Foundation
import Testing

/// `wrn-train bench`.
@Suite struct WRNTrainBenchTests {
  private let tool = Tool(name: "wrn-train")
  private let folder = NSTemporaryDirectory()

  private struct Network: Decodable {
    let dataset, network: String
    let depth: Int
    let width: Double
  }

  private func bench(_ arguments: [String]) throws -> (network: Network, record: BenchRecord) {
    let result = try tool.run(
      ["bench"] + arguments + ["--threads", "1", "--steps", "1", "--json"], in: folder)
    #expect(result.exitCode == 0 && result.errorOutput.isEmpty, "\(result.errorOutput)")
    #expect(result.lines.count == 1 && result.output.hasPrefix(#"{"type":"bench","dataset":"#))
    let data = Data(result.output.utf8)
    return (
      try JSONDecoder().decode(Network.self, from: data),
      try JSONDecoder().decode(BenchRecord.self, from: data)
    )
  }

  @Test func trainingOfATinyNetwork() throws {
    let (network, found) = try bench(["cifar10", "--depth", "10", "--width", "1", "--batch", "2"])
    #expect(network.dataset == "cifar10" && network.network == "WRN-10-1")
    #expect(network.depth == 10 && network.width == 1)
    #expect(found.mode == "train" && found.batch == 2 && found.height == 32 && found.width_px == 32)
    #expect(found.threads == 1 && found.steps == 1)
    // The network's 12,501,632 multiply-adds per picture.
    #expect(found.forwardFlops == 2 * 2 * 12_501_632)
    #expect(found.seconds.min == found.seconds.median && found.seconds.max == found.seconds.median)
    let speed = 3 * Double(found.forwardFlops) / found.seconds.median * 1e-9
    #expect(abs(found.gflopsPerSecond - speed) < 1e-6 * speed)
    #expect(found.cpuUtilization > 0)
    #expect(found.peakResidentBytes > 1_000_000 && found.profile == nil)
  }

  @Test func inferenceOnLandscapePictures() throws {
    let (network, found) = try bench([
      "imagenet", "--depth", "18", "--width", "0.0625", "--batch", "1", "--mode", "inference",
      "--size", "40x72",
    ])
    #expect(network.dataset == "imagenet" && network.width == 0.0625)
    #expect(found.mode == "inference" && found.height == 40 && found.width_px == 72)
    let speed = Double(found.forwardFlops) / found.seconds.median * 1e-9
    #expect(abs(found.gflopsPerSecond - speed) < 1e-6 * speed)
  }

  /// Each option reaches the network; multiply-adds are PyTorch's.
  @Test(arguments: [
    (
      ["--architecture", "preact-resnet", "--depth", "164"], "pre-act-ResNet-164", 244_500_992
    ),
    (["--architecture", "resnet", "--depth", "20"], "ResNet-20", 40_551_040),
    (["--depth", "40", "--width", "2", "--block", "1,3,1"], "WRN-40-2-B(1,3,1)", 208_061_696),
    (["--depth", "10", "--width", "1", "--deepening", "2"], "WRN-10-1", 12_501_632),
    (
      ["--depth", "10", "--width", "1", "--stochastic-depth", "0.5", "--shortcut", "B"],
      "WRN-10-1 with stochastic depth", 12_501_632
    ),
  ])
  func everyKindOfNetwork(options: [String], name: String, multiplyAdds: Int) throws {
    let (network, found) = try bench(
      ["cifar10", "--batch", "1", "--mode", "inference"] + options)
    #expect(network.network == name)
    #expect(found.forwardFlops == 2 * multiplyAdds)
  }

  @Test func profileSharesAreOfTheWholeStep() throws {
    let (_, found) = try bench([
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
    let phases = profile.layers.filter { $0.layer == "block2.layer.0.conv1" }.map(\.phase)
    #expect(phases == ["forward", "backward"])
  }

  @Test func textIsATable() throws {
    let result = try tool.run(
      "bench", "cifar10", "--depth", "10", "--width", "1", "--batch", "2", "--steps", "1",
      "--threads", "1", "--profile", in: folder)
    #expect(result.exitCode == 0)
    #expect(result.lines.first == "WRN-10-1, train, 2 x 32x32, 1 thread")
    #expect(result.lines.allSatisfy { !$0.hasSuffix(" ") })
    #expect(result.lines.contains { $0.hasPrefix("  block3.layer.0.convShortcut  ") })
  }
}
