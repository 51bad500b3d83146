import Checkpoints
import NeuralNet
import TensorCore
import TestSupport
import Testing
import WideResNet

/// Files of other programs that are not whole.
@Suite struct WRNTrainWeightsTests {
  private let tool = Tool(name: "wrn-train")
  private let folder = ScratchFolder()

  /// A ResNet-14 as akamaster/pytorch_resnet_cifar10 saves it, after a change.
  private func write(_ change: (inout [(name: String, value: Tensor)]) -> Void) throws {
    let store = ParameterStore()
    _ = try NetworkConfiguration(
      family: .cifar, architecture: .original, depth: 14, classes: 10
    ).makeNetwork(ParameterBuilder(store, seed: 1))
    var tensors = store.stateDictionary
    change(&tensors)
    try SafetensorsFile.write(tensors, metadata: [:], to: folder.file("f.safetensors"))
  }

  /// The same error of every command that reads weights.
  private func expectError(_ message: String) throws {
    for arguments in [
      ["summary", "f.safetensors"], ["predict", "f.safetensors", "a.png"],
      ["eval", "f.safetensors", "--dataset", "cifar10", "--data", "none"],
      ["export", "f.safetensors", "new.safetensors"], ["export", "f.safetensors", "new.onnx"],
    ] {
      let result = try tool.run(arguments, in: folder.path)
      #expect(result.exitCode == 1 && result.output.isEmpty, "\(arguments)")
      #expect(result.errorOutput == "error: 'f.safetensors' \(message)\n", "\(arguments)")
    }
  }

  @Test func aMissingTensorIsNamed() throws {
    try write { $0.removeAll { $0.name == "layer3.1.conv2.weight" } }
    try expectError("does not fit ResNet-14: 1 missing.\n  it lacks layer3.1.conv2.weight")
  }

  @Test func aMissingLastLayerIsNamed() throws {
    try write { $0.removeAll { $0.name.hasPrefix("linear.") } }
    try expectError("does not fit ResNet-14: 2 missing.\n  it lacks linear.weight, linear.bias")
  }

  @Test func allMissingTensorsAreNamed() throws {
    var names: [String] = []
    try write { tensors in
      names = tensors.map(\.name).filter { $0.contains("bn") }
      tensors.removeAll { $0.name.contains("bn") }
    }
    #expect(names.count == 52)
    try expectError(
      "does not fit ResNet-14: 52 missing.\n  it lacks \(names.joined(separator: ", "))")
  }

  @Test func anImpossibleFilterIsNamed() throws {
    try write { tensors in
      for index in tensors.indices where tensors[index].name == "layer1.0.conv1.weight" {
        tensors[index].value = Tensor([16, 16, 1, 3])
      }
    }
    try expectError(
      "does not fit ResNet-14: 1 mis-shaped.\n"
        + "  layer1.0.conv1.weight is [16, 16, 1, 3], expected [16, 16, 3, 3]")
  }
}
