import Autograd
import Checkpoints
import NeuralNet
import TensorCore
import TestSupport
import Testing

@Suite struct NameConventionTests {
  private let folder = ScratchFolder()

  @Test(arguments: [
    (NameConvention.authors, "conv1.weight", "conv0"),
    (.authors, "block1.layer.0.conv1.weight", "group0.block0.conv0"),
    (.authors, "block3.layer.11.conv2.weight", "group2.block11.conv1"),
    (.authors, "block2.layer.3.bn2.running_var", "group1.block3.bn1.running_var"),
    (.authors, "block2.layer.0.convShortcut.weight", "group1.block0.convdim"),
    (.authors, "bn1.bias", "bn.bias"), (.authors, "fc.weight", "fc.weight"),
    (.torchvision, "layer4.2.downsample.1.weight", "layer4.2.downsample.1.weight"),
    (.xternalz, "block3.layer.0.convShortcut.weight", "block3.layer.0.convShortcut.weight"),
    (.akamaster, "linear.bias", "linear.bias"),
    (
      .huggingface, "layer3.22.conv3.weight",
      "resnet.encoder.stages.2.layers.22.layer.2.convolution.weight"
    ),
    (
      .huggingface, "layer1.0.downsample.1.running_mean",
      "resnet.encoder.stages.0.layers.0.shortcut.normalization.running_mean"
    ),
    (.huggingface, "fc.bias", "classifier.1.bias"), (.wrn, "anything at all", "anything at all"),
  ])
  func namesAreTranslatedBothWays(convention: NameConvention, ours: String, theirs: String) {
    #expect(convention.theirs(ours) == theirs)
    #expect(convention.ours(theirs) == ours)
  }

  @Test(arguments: [
    (NameConvention.authors, "layer1.0.conv1.weight"), (.authors, "block0.layer.0.conv1.weight"),
    (.authors, "block1.layer.00.conv1.weight"), (.authors, "block1.layer..conv1.weight"),
    (.authors, "conv1.weight.more"), (.torchvision, "block1.layer.0.conv1.weight"),
    (.xternalz, "linear.weight"), (.huggingface, "layer1.0.conv1.bias"),
  ])
  func unknownNamesHaveNoTranslation(convention: NameConvention, ours: String) {
    #expect(convention.theirs(ours) == nil)
  }

  /// A number that cannot be counted on from.
  @Test func absurdNumbersHaveNoTranslation() {
    #expect(NameConvention.authors.ours("group\(Int.max).block0.bn0.weight") == nil)
  }

  /// A network as small as its names allow.
  private func store(seed: UInt64) -> ParameterStore {
    let store = ParameterStore()
    let root = ParameterBuilder(store, seed: seed)
    _ = Conv2D(root / "conv1", inputChannels: 3, outputChannels: 4, kernelSize: 3)
    let block = root / "block1" / "layer" / 0
    _ = BatchNorm(block / "bn1", channels: 4, gamma: .uniform(0...1))
    _ = Conv2D(block / "conv1", inputChannels: 4, outputChannels: 4, kernelSize: 3)
    _ = BatchNorm(root / "bn1", channels: 4)
    _ = Linear(root / "fc", inputs: 4, outputs: 5)
    return store
  }

  private func prefixed(_ prefix: String, _ path: String) throws -> SafetensorsFile {
    let file = try SafetensorsFile(path)
    let tensors = try file.names.map { (prefix + $0, try file.tensor($0)) }
    try SafetensorsFile.write(tensors, metadata: [:], to: folder.file("prefixed.safetensors"))
    return try SafetensorsFile(folder.file("prefixed.safetensors"))
  }

  @Test(arguments: ["", "module.", "model.", "state_dict.", "state_dict.module.", "_orig_mod."])
  func namesInAFileAreFoundOut(prefix: String) throws {
    for convention in [NameConvention.wrn, .xternalz, .authors] {
      let (a, b) = (store(seed: 1), store(seed: 2))
      let path = folder.file("\(convention).safetensors")
      try a.write(to: path, metadata: [:], names: convention)
      let file = try prefixed(prefix, path)
      #expect(WeightNames(of: file).prefix == prefix)
      try b.load(file)
      for (x, y) in zip(a.all, b.all) { #expect(x.value.scalars == y.value.scalars) }
    }
  }

  /// torchvision's `--model-ema` saves one, without the prefix of the others.
  @Test func theCounterOfAnAverageIsNoWeight() throws {
    let (a, b) = (store(seed: 1), store(seed: 2))
    let path = folder.file("average.safetensors")
    try a.write(to: path, metadata: [:])
    let file = try SafetensorsFile(path)
    var tensors: [(name: String, value: Tensor)] = try file.names.map {
      ("module.\($0)", try file.tensor($0))
    }
    tensors.append(("n_averaged", Tensor([1])))
    try SafetensorsFile.write(tensors, metadata: [:], to: path)
    try b.load(SafetensorsFile(path))
    for (x, y) in zip(a.all, b.all) { #expect(x.value.scalars == y.value.scalars) }
  }

  @Test func modulesHaveCountersAndDictionariesNone() throws {
    let path = folder.file("a.safetensors")
    func counters(_ convention: NameConvention) throws -> [String] {
      try store(seed: 1).write(to: path, metadata: [:], names: convention)
      let file = try SafetensorsFile(path)
      let names = file.names.filter { $0.hasSuffix("num_batches_tracked") }
      #expect(names.allSatisfy { file.shape(of: $0) == [] && !file.isFloatingPoint($0) })
      return names
    }
    let expected = ["block1.layer.0.bn1.num_batches_tracked", "bn1.num_batches_tracked"]
    #expect(try counters(.xternalz) == expected)
    #expect(try counters(.authors).isEmpty && counters(.wrn).isEmpty)
  }

  @Test func aConventionWithoutSuchANetworkIsRefused() throws {
    let path = folder.file("a.safetensors")
    let error = #expect(throws: CheckpointError.self) {
      try store(seed: 1).write(to: path, metadata: [:], names: .torchvision)
    }
    #expect(
      error?.description
        == "'block1.layer.0.bn1.weight' has no name among those of torchvision, whose networks are"
        + " others.")
    #expect(NameConvention.usual(for: store(seed: 1).all.map(\.name)) == .xternalz)
    #expect(NameConvention.usual(for: ["bn.weight"]) == .wrn)
  }

  /// What a file lacks is told in its own names.
  @Test func whatIsMissingIsToldInTheFilesNames() throws {
    let path = folder.file("a.safetensors")
    try store(seed: 1).write(to: path, metadata: [:], names: .authors)
    let file = try SafetensorsFile(path)
    let tensors = try file.names.filter { $0 != "group0.block0.bn0.bias" }
      .map { ($0, try file.tensor($0)) }
    try SafetensorsFile.write(
      tensors + [("group7.block0.conv0", Tensor([1]))], metadata: [:], to: path)
    let error = #expect(throws: WeightsMismatch.self) {
      try store(seed: 2).load(try SafetensorsFile(path))
    }
    #expect(error?.missing == ["group0.block0.bn0.bias"])
    #expect(error?.unused == ["group7.block0.conv0"])
  }

  /// Without the first convolution the other names tell whose they are.
  @Test(arguments: [NameConvention.xternalz, .authors])
  func aMissingFirstConvolutionIsTold(convention: NameConvention) throws {
    let path = folder.file("a.safetensors")
    try store(seed: 1).write(to: path, metadata: [:], names: convention)
    let file = try SafetensorsFile(path)
    let first = try #require(convention.theirs("conv1.weight"))
    let tensors = try file.names.filter { $0 != first }.map { ($0, try file.tensor($0)) }
    try SafetensorsFile.write(tensors, metadata: [:], to: path)
    let error = #expect(throws: WeightsMismatch.self) {
      try store(seed: 2).load(try SafetensorsFile(path))
    }
    #expect(error?.missing == [first] && error?.unused == [])
  }

  @Test func oneLayerMayBeAnother() throws {
    let path = folder.file("a.safetensors")
    try store(seed: 1).write(to: path, metadata: [:], names: .authors)
    let other = ParameterStore()
    _ = Conv2D(
      ParameterBuilder(other, seed: 3) / "conv1", inputChannels: 3, outputChannels: 4,
      kernelSize: 3)
    _ = Linear(ParameterBuilder(other, seed: 3) / "fc", inputs: 4, outputs: 9)
    // Blocks that the network lacks are an error, the last layer is not.
    let file = try SafetensorsFile(path)
    let error = #expect(throws: WeightsMismatch.self) { try other.load(file, except: "fc") }
    #expect(
      error?.unused.contains("fc.weight") == false && error?.unused.contains("bn.bias") == true)
    let same = store(seed: 4)
    #expect(try same.load(file, except: "fc") == ["fc.weight", "fc.bias"])
    #expect(same.all[0].value.scalars == store(seed: 1).all[0].value.scalars)
    #expect(same.all.last?.value.scalars == store(seed: 4).all.last?.value.scalars)
  }
}
