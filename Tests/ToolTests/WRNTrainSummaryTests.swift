import Foundation
import Testing
import Training

/// `wrn-train summary`.
@Suite struct WRNTrainSummaryTests {
  private let tool = Tool(name: "wrn-train")
  private let folder = NSTemporaryDirectory()

  private struct Summary: Decodable {
    struct Layer: Decodable {
      let name: String?
      let operation: String
      let output: [Int]
      let parameters, multiplyAdds: Int
    }
    struct Tensor: Decodable {
      let name: String
      let shape: [Int]
    }

    let type, network: String
    let height, width_px, parameters, statistics, multiplyAdds, bytes: Int
    let layers: [Layer]
    let tensors: [Tensor]
  }

  private func summary(_ arguments: String...) throws -> Summary {
    let result = try tool.run(["summary"] + arguments + ["--json"], in: folder)
    #expect(result.exitCode == 0 && result.lines.count == 1, "\(result.errorOutput)")
    return try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
  }

  /// Parameters are the paper's (tables 4 and 7, exactly); multiply-adds those of PyTorch.
  @Test(
    arguments: [
      (["cifar10", "--depth", "28", "--width", "10"], 36_479_194, 5_243_328_768),
      (["cifar100", "--depth", "40", "--width", "4"], 8_972_340, nil),
      (["imagenet", "--depth", "18", "--width", "1", "--size", "64x96"], 11_689_512, 222_580_736),
      (["imagenet", "--depth", "34", "--width", "2", "--size", "64"], 86_036_008, 1_151_508_480),
      (["imagenet", "--depth", "50", "--width", "2"], 68_883_240, 11_398_021_120),
      (["cifar10", "--architecture", "preact-resnet", "--depth", "164"], 1_703_258, nil),
      (["cifar10", "--architecture", "resnet", "--depth", "110"], 1_727_962, nil),
    ] as [([String], Int, Int?)])
  func totals(arguments: [String], parameters: Int, multiplyAdds: Int?) throws {
    let result = try tool.run(["summary"] + arguments + ["--json"], in: folder)
    let found = try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
    #expect(found.parameters == parameters)
    if let multiplyAdds { #expect(found.multiplyAdds == multiplyAdds) }
    #expect(found.layers.reduce(0) { $0 + $1.parameters } == parameters)
    #expect(found.layers.reduce(0) { $0 + $1.multiplyAdds } == found.multiplyAdds)
    let scalars = found.tensors.reduce(0) { $0 + $1.shape.reduce(1, *) }
    #expect(scalars == parameters + found.statistics)
    #expect(found.bytes == 4 * scalars)
  }

  @Test func layersOfASmallNetwork() throws {
    let found = try summary("cifar10", "--depth", "10", "--width", "1", "--size", "16x24")
    #expect(found.type == "summary" && found.network == "WRN-10-1")
    #expect(found.height == 16 && found.width_px == 24)
    let first = try #require(found.layers.first)
    #expect(first.name == "conv1" && first.operation == "Convolution 3x3")
    #expect(first.output == [16, 24, 16] && first.parameters == 432)
    #expect(first.multiplyAdds == 432 * 16 * 24)
    let last = try #require(found.layers.last)
    #expect(last.name == "fc" && last.output == [10] && last.parameters == 650)
    #expect(found.layers.dropLast().last?.operation == "AveragePool")
    #expect(found.tensors.first?.name == "conv1.weight")
    #expect(found.tensors.first?.shape == [16, 3, 3, 3])
  }

  @Test func textIsATable() throws {
    let result = try tool.run(
      "summary", "cifar10", "--depth", "28", "--width", "10", in: folder)
    #expect(result.exitCode == 0 && result.errorOutput.isEmpty)
    #expect(result.lines.first == "WRN-28-10, 10 classes, one picture of 32x32")
    #expect(result.lines.allSatisfy { !$0.hasSuffix(" ") })
    let total = try #require(result.lines.first { $0.hasPrefix("  total") })
    #expect(total.hasSuffix("  36,479,194  5,243,328,768"))
    #expect(
      result.lines.last
        == "  5.2433 billion multiply-adds; 145.99 MB with 17,952 running statistics")
  }

  @Test(arguments: [
    (["cifar10", "--depth", "27"], "depth must be 6n+4 (10, 16, 22, 28, 34, 40, ...), got 27."),
    (
      ["runs/x", "--depth", "28"],
      "'runs/x' says itself which network it holds; --depth and its like are for "
        + ClassifierDataset.allCases.map(\.rawValue).joined(separator: ", ") + "."
    ),
  ])
  func wrongUsage(arguments: [String], message: String) throws {
    let result = try tool.run(["summary"] + arguments, in: folder)
    #expect(result.exitCode == 64 && result.output.isEmpty)
    #expect(result.errorLines.first == "error: \(message)")
  }

  @Test func noSuchFile() throws {
    let result = try tool.run("summary", "nothing-here", in: folder)
    #expect(result.exitCode == 1 && result.output.isEmpty)
    #expect(
      result.errorLines
        == ["error: there is no file or run 'nothing-here', neither here nor in 'runs'."])
  }
}
