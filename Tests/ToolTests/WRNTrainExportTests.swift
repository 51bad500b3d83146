import Checkpoints
import Foundation
import TestSupport
import Testing

/// `wrn-train export`, and weights of other programs in `predict` and `eval`.
@Suite struct WRNTrainExportTests {
  private let tool = Tool(name: "wrn-train")

  private struct Prediction: Decodable {
    let logits: [Float]?
  }

  /// A folder with a run of a tiny network.
  private func trained() throws -> ScratchFolder {
    let folders = try ClassFolders.make()
    let result = try tool.run(
      [
        "imagenet", "--data", "data", "--depth", "18", "--width", "0.0625", "--size", "32",
        "--batch", "4", "--schedule", "one-cycle", "--threads", "1", "--epochs", "1",
        "--output", "run",
      ], in: folders.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    return folders
  }

  private func logits(_ arguments: [String], in folders: ScratchFolder) throws -> [Float] {
    let result = try tool.run(
      ["predict"] + arguments + ["data/val/red/0.png", "--json", "--logits"], in: folders.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let prediction = try JSONDecoder().decode(Prediction.self, from: Data(result.output.utf8))
    return try #require(prediction.logits)
  }

  @Test func anExportedRunIsTheSameNetwork() throws {
    let folders = try trained()
    let exported = try tool.run("export", "run", "new.safetensors", in: folders.path)
    #expect(exported.exitCode == 0 && exported.errorOutput.isEmpty, "\(exported.errorOutput)")
    #expect(exported.output.hasPrefix("wrote 'new.safetensors': WRN-18-0.0625, "))
    #expect(exported.output.hasSuffix(" weights as f32, names of torchvision.\n"))
    #expect(try logits(["new.safetensors"], in: folders) == logits(["run"], in: folders))
    let counter = "layer1.0.bn1.num_batches_tracked"
    #expect(try SafetensorsFile(folders.file("new.safetensors")).contains(counter))

    let half = try tool.run(
      "export", "run", "half.safetensors", "--type", "f16", "--names", "huggingface",
      in: folders.path)
    #expect(half.exitCode == 0, "\(half.errorOutput)")
    for (x, y) in zip(
      try logits(["half.safetensors"], in: folders), try logits(["run"], in: folders))
    {
      #expect(Tolerance(absolute: 0.02, relative: 0.02).accepts(Double(x), Double(y)))
    }
    let evaluated = try tool.run("eval", "half.safetensors", "--data", "data", in: folders.path)
    #expect(evaluated.exitCode == 0 && evaluated.output.hasPrefix("imagenet: "))
  }

  /// Without our metadata the file says as little as one of another program.
  @Test func whatAFileDoesNotSayIsAssumedOrGiven() throws {
    let folders = try trained()
    let file = try SafetensorsFile(folders.file("run/best.safetensors"))
    let tensors = try file.names.map { ("module.\($0)", try file.tensor($0)) }
    try SafetensorsFile.write(tensors, metadata: [:], to: folders.file("bare.safetensors"))

    let assumed = try tool.run(
      "predict", "bare.safetensors", "data/val/red/0.png", in: folders.path)
    #expect(assumed.exitCode == 0 && assumed.lines.count == 1)
    #expect(
      assumed.errorOutput
        == "'bare.safetensors' does not describe itself: taken for WRN-18-0.0625 with 3 classes;"
        + " pictures resized to 256 (bilinear), cropped to 224, mean 0.485,0.456,0.406, std"
        + " 0.229,0.224,0.225.\n")
    let given = try logits(
      ["bare.safetensors", "--size", "32", "--filter", "bicubic"], in: folders)
    #expect(try given == logits(["run"], in: folders))
    let other = ["bare.safetensors", "--size", "32", "--mean", "0,0,0", "--std", "1,1,1"]
    #expect(try logits(other, in: folders) != given)

    try folders.file("names.txt", "azure\nlime\nscarlet\n")
    let named = try tool.run(
      "predict", "bare.safetensors", "data/val/red/0.png", "--classes", "names.txt", "--top", "3",
      in: folders.path)
    for name in ["azure", "lime", "scarlet"] { #expect(named.output.contains(name)) }
    let few = try tool.run(
      "predict", "bare.safetensors", "data/val/red/0.png", "--classes", "cifar10",
      in: folders.path)
    #expect(few.exitCode == 1)
    #expect(few.errorOutput == "error: the network has 3 classes, the list of names 10.\n")

    let flipped = try tool.run(
      "eval", "bare.safetensors", "--data", "data", "--flip-test", "--json", in: folders.path)
    #expect(flipped.exitCode == 0 && flipped.output.contains("\"images\":12"))
    let started = try tool.run(
      "imagenet", "--data", "data", "--depth", "18", "--width", "0.0625", "--size", "32",
      "--batch", "4", "--threads", "1", "--epochs", "1", "--weights", "bare.safetensors",
      in: folders.path)
    #expect(started.exitCode == 0, "\(started.errorOutput)")
  }

  @Test(arguments: [
    (["export", "x", "y.pth"], "the output must end in .safetensors or .onnx, got 'y.pth'."),
    (["predict", "x", "y.jpg", "--logits"], "--logits needs --json."),
    (
      ["eval", "x", "--mean", "125,123,114"],
      "mean must be three numbers in 0...1, got 125.0, 123.0, 114.0."
    ),
    (
      ["eval", "x", "--std", "0.2,0,0.2"],
      "std must be three numbers greater than 0 and at most 1, got 0.2, 0.0, 0.2."
    ),
  ])
  func valuesOutOfRange(arguments: [String], message: String) throws {
    let result = try tool.run(arguments, in: NSTemporaryDirectory())
    #expect(result.exitCode == 64)
    #expect(result.errorLines.first == "error: \(message)")
    #expect(result.output.isEmpty)
  }

  @Test(arguments: [
    ["eval", "x", "--names", "nobody"], ["eval", "x", "--mean", "0.5,0.5"],
    ["export", "x", "y.safetensors", "--type", "f8"], ["predict", "x", "y", "--filter", "cubic"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let result = try tool.run(arguments, in: NSTemporaryDirectory())
    #expect(result.exitCode == 64 && result.errorOutput.hasPrefix("error: "))
  }

  @Test func namesThatDoNotFitAreRefused() throws {
    let folders = try trained()
    let exported = try tool.run(
      "export", "run", "new.safetensors", "--names", "authors", in: folders.path)
    #expect(exported.exitCode == 1 && !folders.exists("new.safetensors"))
    #expect(
      exported.errorOutput
        == "error: 'layer1.0.conv1.weight' has no name among those of authors, whose networks are"
        + " others.\n")
    let read = try tool.run(
      "predict", "run", "data/val/red/0.png", "--names", "authors", in: folders.path)
    #expect(read.exitCode == 1 && read.errorOutput.contains("it lacks conv0, "))
  }
}
