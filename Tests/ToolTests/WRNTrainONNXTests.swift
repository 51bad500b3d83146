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
    _ = try NetworkConfiguration(family: .cifar, depth: 10, width: 1, classes: 10)
      .makeNetwork(ParameterBuilder(store, seed: 1))
    try SafetensorsFile.write(
      store.stateDictionary, metadata: [:], to: scratch.file("net.safetensors"))
    return "net.safetensors"
  }

  @Test func writesAModel() throws {
    let result = try tool.run(
      "export", try weights(), "net.onnx", "--batch", "2", "--size", "40x48", in: scratch.path)
    #expect(result.exitCode == 0 && result.errorOutput.isEmpty, "\(result.errorOutput)")
    #expect(result.lines.count == 1)
    #expect(
      result.output.hasPrefix(
        "net.onnx: WRN-10-1, input [2, 3, 40, 48], logits of 10 classes, 0.31"))
    let text = String(decoding: try scratch.data("net.onnx").prefix(400), as: UTF8.self)
    #expect(text.contains("picture_size") && text.contains("40x48"))
    #expect(text.contains("[63") == false && text.contains("[0.24705882,0.24352941,0.26156864]"))
    #expect(text.contains(#"["0","1","2","3","4","5","6","7","8","9"]"#))
  }

  @Test(arguments: [
    (["x", "model.onxx"], "the name of an ONNX model ends in .onnx, got 'model.onxx'."),
    (["x", "model.onnx", "--batch", "0"], "batch must be 1 to 65,536 pictures, got 0."),
  ])
  func wrongUsage(arguments: [String], message: String) throws {
    let result = try tool.run(["export"] + arguments, in: scratch.path)
    #expect(result.exitCode == 64 && result.output.isEmpty)
    #expect(result.errorLines.first == "error: \(message)")
  }

  @Test func aFolderThatDoesNotExistIsSaid() throws {
    let result = try tool.run("export", try weights(), "none/net.onnx", in: scratch.path)
    #expect(result.exitCode == 1 && result.output.isEmpty)
    #expect(
      result.errorLines == ["error: cannot write 'none/net.onnx': its folder does not exist."])
  }
}
