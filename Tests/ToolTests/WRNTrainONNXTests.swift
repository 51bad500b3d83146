import Checkpoints
import Foundation
import NeuralNet
import TestSupport
import Testing
import WideResNet

/// `wrn-train export` to ONNX; what the file holds is tested with the format itself.
@Suite struct WRNTrainONNXTests {
  private let tool = Tool(name: "wrn-train")
  private let scratch = ScratchFolder()

  /// A small network's weights.
  private func weights() throws -> String {
    let store = ParameterStore()
    _ = try NetworkConfiguration(family: .imagenet, depth: 18, width: 0.125, classes: 3)
      .makeNetwork(ParameterBuilder(store, seed: 1))
    try SafetensorsFile.write(
      store.stateDictionary, metadata: [:], to: scratch.file("net.safetensors"))
    return "net.safetensors"
  }

  @Test func writesAModel() throws {
    let result = try tool.run("export", try weights(), "net.onnx", "--batch", "2", in: scratch.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(
      result.output
        == "wrote 'net.onnx': WRN-18-0.125, input [2, 3, 224, 224], logits of 3 classes.\n")
    let text = String(decoding: try scratch.data("net.onnx").prefix(600), as: UTF8.self)
    for value in [
      "WRN-18-0.125", "224", "256", "bilinear", "[0.485,", "[0.229,", #"["0","1","2"]"#,
    ] {
      #expect(text.contains(value), "\(value)")
    }
  }

  @Test func sizeIsThatOfThePictures() throws {
    let result = try tool.run("export", try weights(), "net.onnx", "--size", "64", in: scratch.path)
    #expect(
      result.output
        == "wrote 'net.onnx': WRN-18-0.125, input [N, 3, 64, 64], logits of 3 classes.\n")
  }

  @Test(arguments: [
    (["model.onxx"], "the output must end in .safetensors or .onnx, got 'model.onxx'."),
    (["model.onnx", "--batch", "0"], "batch must be 1 to 65,536 pictures, got 0."),
    (
      ["model.onnx", "--type", "f16"],
      "--names and --type are for safetensors; an ONNX model has f32."
    ),
    (
      ["model.safetensors", "--batch", "2"],
      "--batch is for an ONNX model; a safetensors file has none."
    ),
  ])
  func wrongUsage(arguments: [String], message: String) throws {
    let result = try tool.run(["export", "x"] + arguments, in: scratch.path)
    #expect(result.exitCode == 64 && result.output.isEmpty)
    #expect(result.errorLines.first == "error: \(message)")
  }

  @Test func aFolderThatDoesNotExistIsSaid() throws {
    let result = try tool.run("export", try weights(), "none/net.onnx", in: scratch.path)
    #expect(result.exitCode == 1 && result.output.isEmpty)
    #expect(
      result.errorLines.last == "error: cannot write 'none/net.onnx': there is no folder 'none'.")
  }
}
