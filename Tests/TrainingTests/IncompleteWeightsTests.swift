import Checkpoints
import NeuralNet
import TensorCore
import TestSupport
import Testing
import Training
import WideResNet

/// Files of tensors alone, of which some are missing or damaged: exactly these are named.
@Suite struct IncompleteWeightsTests {
  private typealias Tensors = [(name: String, value: Tensor)]

  private static let networks = [
    NetworkConfiguration(family: .cifar, depth: 10, width: 0.5, classes: 3),
    NetworkConfiguration(family: .cifar, depth: 10, width: 1, classes: 3),
    NetworkConfiguration(family: .cifar, depth: 10, width: 0.5, block: [3], classes: 3),
    NetworkConfiguration(family: .cifar, depth: 10, width: 0.25, block: [1, 3, 1], classes: 3),
    NetworkConfiguration(family: .cifar, architecture: .original, depth: 14, classes: 10),
    NetworkConfiguration(
      family: .cifar, architecture: .original, depth: 8, width: 0.5, shortcut: .projected,
      classes: 4),
    NetworkConfiguration(
      family: .cifar, architecture: .original, depth: 11, width: 0.5, block: [1, 3, 1],
      shortcut: .projected, classes: 4),
    NetworkConfiguration(family: .cifar, architecture: .preActivation, depth: 8, classes: 4),
    NetworkConfiguration(family: .imagenet, depth: 18, width: 0.0625, classes: 5),
  ]
  private static let thin = networks[4]

  private let scratch = ScratchFolder()
  private var path: String { scratch.file("a.safetensors") }

  private func tensors(_ network: NetworkConfiguration) throws -> Tensors {
    let store = ParameterStore()
    _ = try network.makeNetwork(ParameterBuilder(store, seed: 1))
    return store.stateDictionary
  }

  /// What is said of a file of these tensors by those who only want to know the network.
  private func mismatch(_ tensors: Tensors) throws -> WeightsMismatch? {
    try SafetensorsFile.write(tensors, metadata: [:], to: path)
    return #expect(throws: WeightsMismatch.self) {
      try ClassifierDescription(contentsOfFile: path)
    }
  }

  @Test(arguments: networks)
  func aMissingTensorIsNamed(network: NetworkConfiguration) throws {
    let whole = try tensors(network)
    for (name, _) in whole {
      let error = try #require(try mismatch(whole.filter { $0.name != name }), "'\(name)'")
      #expect(
        error.description
          == "'\(path)' does not fit \(network.name): 1 missing.\n  it lacks \(name)"
      )
    }
  }

  /// Neither a filter that is not square nor one with a channel too many misleads.
  @Test(arguments: networks)
  func aTensorOfAnotherShapeIsNamed(network: NetworkConfiguration) throws {
    let whole = try tensors(network)
    for (index, tensor) in whole.enumerated() where tensor.value.shape.rank == 4 {
      let shape = tensor.value.shape
      let damaged: [Shape] = [
        [shape[0], shape[1], 1, 3], [shape[0] + 1, shape[1], shape[2], shape[3]],
        [shape[0], shape[1]], [0],
      ]
      for found in damaged {
        var changed = whole
        changed[index].value = Tensor(found)
        let error = try #require(try mismatch(changed), "'\(tensor.name)'")
        #expect(
          error.description
            == "'\(path)' does not fit \(network.name): 1 mis-shaped.\n"
            + "  \(tensor.name) is \(found), expected \(shape)")
      }
    }
  }

  /// What the missing tensors have in common.
  @Test(arguments: [
    (thin, ["bn1.", ".bn1.", ".bn2."]), (thin, ["linear."]), (thin, ["layer3.1."]),
    (thin, ["layer2."]), (thin, ["layer3."]), (thin, ["conv1.weight"]),
    (networks[0], ["block2.layer."]), (networks[0], ["fc.", ".bn1."]), (networks[0], ["conv"]),
    (networks[8], ["layer4."]), (networks[8], ["layer3.1.", "fc."]), (networks[8], ["bn", "fc."]),
    (
      NetworkConfiguration(family: .imagenet, depth: 50, width: 0.0625, classes: 5),
      ["layer4.2.", "fc."]
    ),
  ])
  func manyMissingTensorsAreNamed(network: NetworkConfiguration, parts: [String]) throws {
    let whole = try tensors(network)
    let isMissing = { (name: String) in
      parts.contains { name.hasPrefix($0) || $0.hasPrefix(".") && name.contains($0) }
    }
    let error = try #require(try mismatch(whole.filter { !isMissing($0.name) }))
    #expect(error.network == network.name)
    #expect(error.missing == whole.map(\.name).filter(isMissing))
    #expect(error.unused.isEmpty && error.misshaped.isEmpty)
  }

  @Test(arguments: [
    (networks[0], NameConvention.authors, "conv0"),
    (networks[0], .xternalz, "block1.layer.0.conv1.weight"),
    (networks[8], .huggingface, "resnet.embedder.embedder.convolution.weight"),
    (networks[8], .huggingface, "resnet.encoder.stages.3.layers.1.layer.0.convolution.weight"),
    (networks[8], .torchvision, "fc.weight"), (thin, .akamaster, "linear.bias"),
  ])
  func whatIsMissingHasItsOwnName(
    network: NetworkConfiguration, names: NameConvention, key: String
  ) throws {
    let store = ParameterStore()
    _ = try network.makeNetwork(ParameterBuilder(store, seed: 1))
    try store.write(to: path, metadata: [:], names: names)
    try rewrite { $0 != key }
    for names in [nil, names] {
      var options = ClassifierOptions()
      options.names = names
      let error = #expect(throws: WeightsMismatch.self) {
        try Classifier(contentsOfFile: path, options: options)
      }
      #expect(error?.missing == [key] && error?.unused == [])
    }
  }

  /// Keeps some of the file's tensors.
  private func rewrite(metadata: [String: String] = [:], keeping: (String) -> Bool) throws {
    let file = try SafetensorsFile(path)
    let kept = try file.names.filter(keeping).map { ($0, try file.tensor($0)) }
    try SafetensorsFile.write(kept, metadata: metadata, to: path)
  }

  @Test func aFileThatDescribesItselfIsCheckedAsWell() throws {
    try SafetensorsFile.write(try tensors(Self.thin), metadata: [:], to: path)
    _ = try Classifier(contentsOfFile: path).write(to: path)
    let key = "layer3.1.conv2.weight"
    try rewrite(metadata: try SafetensorsFile(path).metadata) { $0 != key }
    let error = #expect(throws: WeightsMismatch.self) { try Classifier(contentsOfFile: path) }
    #expect(error?.missing == [key] && error?.network == "ResNet-14")
  }

  /// A detector that takes the trunk does not mind; a classifier is read strictly.
  @Test func tensorsTooManyAreNamed() throws {
    let more =
      try tensors(Self.thin) + [("layer1.99.conv1.weight", Tensor([1])), ("x", Tensor([1]))]
    try SafetensorsFile.write(more, metadata: [:], to: path)
    #expect(try ClassifierDescription(contentsOfFile: path).network == Self.thin)
    let error = #expect(throws: WeightsMismatch.self) { try Classifier(contentsOfFile: path) }
    #expect(
      error?.description
        == "'\(path)' does not fit ResNet-14: 2 unused.\n  the network has no layer1.99.conv1.weight, x"
    )
  }

  @Test func aTrunkIsKnownWithoutItsLastLayer() throws {
    let network = Self.networks[8]
    let trunk = try tensors(network).filter { !$0.name.hasPrefix("fc.") }
    try SafetensorsFile.write(trunk, metadata: [:], to: path)
    let found = try NetworkConfiguration(trunkOfFile: path)
    #expect(found.family == .imagenet && found.depth == 18 && found.width == 0.0625)
    #expect(try mismatch(trunk)?.missing == ["fc.weight", "fc.bias"])
  }
}
