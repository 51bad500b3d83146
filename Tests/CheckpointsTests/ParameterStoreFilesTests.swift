import Autograd
import Checkpoints
import NeuralNet
import TensorCore
import TestSupport
import Testing

@Suite struct ParameterStoreFilesTests {
  let folder = ScratchFolder()

  /// A convolution, batch normalisation and linear layer, as one finds them in any network.
  private func store(seed: UInt64, prefix: String? = nil, hasHead: Bool = true) -> ParameterStore {
    let store = ParameterStore()
    let root = ParameterBuilder(store, seed: seed)
    let builder = prefix.map { root / $0 } ?? root
    _ = Conv2D(builder / "conv1", inputChannels: 2, outputChannels: 4, kernelSize: 3)
    _ = BatchNorm(builder / "bn1", channels: 4, gamma: .uniform(0...1))
    if hasHead { _ = Linear(builder / "fc", inputs: 4, outputs: 5) }
    return store
  }

  private func save(
    _ tensors: [(name: String, value: Tensor)], _ name: String = "a.safetensors"
  ) throws -> SafetensorsFile {
    try SafetensorsFile.write(tensors, metadata: [:], to: folder.file(name))
    return try SafetensorsFile(folder.file(name))
  }

  @Test func loadingGivesTheSameBits() throws {
    let (a, b) = (store(seed: 1), store(seed: 2))
    try b.load(try save(a.stateDictionary))
    for (x, y) in zip(a.all, b.all) { #expect(x.value.scalars == y.value.scalars) }
  }

  @Test func filtersAreStoredOutInHeightWidth() throws {
    let a = store(seed: 1)
    let file = try save(a.stateDictionary)
    let stored = try file.tensor("conv1.weight")
    #expect(stored.shape == [4, 2, 3, 3])
    let value = a.all[0].value
    for o in 0..<4 {
      for i in 0..<2 {
        for y in 0..<3 { for x in 0..<3 { #expect(stored[o, i, y, x] == value[y, x, i, o]) } }
      }
    }
  }

  @Test func countersAndTheParallelPrefixAreIgnored() throws {
    let (a, b) = (store(seed: 1), store(seed: 2))
    let tensors = a.stateDictionary + [("bn1.num_batches_tracked", Tensor([1]))]
    try b.load(try save(tensors.map { ("module.\($0.name)", $0.value) }))
    #expect(b.all[0].value.scalars == a.all[0].value.scalars)
  }

  @Test func everyKeyThatDoesNotFitIsListed() throws {
    let a = store(seed: 1)
    let before = a.all.map(\.value.scalars)
    var tensors = a.stateDictionary.filter { $0.name != "bn1.bias" && $0.name != "bn1.running_var" }
    tensors[0].value = Tensor([4, 2, 1, 1])
    let file = try save(tensors + [("layer4.0.conv1.weight", Tensor([1]))])
    let error = #expect(throws: WeightsMismatch.self) { try a.load(file) }
    #expect(
      error?.description
        == """
        '\(file.path)' holds weights of another network: 2 missing, 1 unused, 1 mis-shaped.
          it lacks bn1.bias, bn1.running_var
          the network has no layer4.0.conv1.weight
          conv1.weight is [4, 2, 1, 1], expected [4, 2, 3, 3]
        """)
    #expect(error?.missing == ["bn1.bias", "bn1.running_var"])
    #expect(a.all.map(\.value.scalars) == before)
  }

  @Test func noKeyIsLeftOutOfALongList() throws {
    let names = (0..<40).map { "layer.\($0).weight" }
    let file = try save(names.map { ($0, Tensor([1])) })
    let a = store(seed: 1)
    let error = #expect(throws: WeightsMismatch.self) { try a.load(file, network: "a network") }
    #expect(
      error?.description
        == """
        '\(file.path)' does not fit a network: \(a.all.count) missing, 40 unused.
          it lacks \(a.all.map(\.name).joined(separator: ", "))
          the network has no \(names.joined(separator: ", "))
        """)
  }

  @Test func aTrunkLoadsFromAClassifier() throws {
    let classifier = store(seed: 1)
    let detector = store(seed: 2, prefix: "backbone", hasHead: false)
    let file = try save(classifier.stateDictionary)
    let skipped = try detector.all.loadPart(of: file, replacing: "backbone.")
    #expect(skipped == ["fc.weight", "fc.bias"])
    #expect(detector.all[0].value.scalars == classifier.all[0].value.scalars)
    let back = store(seed: 3, hasHead: false)
    let own = try save(detector.stateDictionary, "detector.safetensors")
    #expect(try back.all.loadPart(of: own, with: "backbone.") == [])
    #expect(throws: WeightsMismatch.self) { try classifier.all.loadPart(of: own) }
  }

  @Test(arguments: [Float.nan, .infinity])
  func numbersThatAreNotFiniteAreRefused(_ value: Float) throws {
    let a = store(seed: 1)
    var tensors = a.stateDictionary
    tensors[5].value = Tensor(tensors[5].value.shape, repeating: value)
    let file = try save(tensors)
    let error = #expect(throws: CheckpointError.self) { try a.load(file) }
    #expect(error?.description.contains("'\(tensors[5].name)'") == true)
  }
}
