import Checkpoints
import Datasets
import TensorCore
import TestSupport
import Testing
import Training

/// Which last layers a training takes over from a file, and which start anew.
@Suite struct NewHeadTests {
  private struct Named: ClassificationDataset {
    let classNames: [String]
    let classTitles: [String]?
    private let base = TinyDataset(count: 6)
    var count: Int { base.count }
    func label(at index: Int) -> Int { base.label(at: index) }
    func picture(at index: Int) -> PictureSource { base.picture(at: index) }

    init(_ names: [String], titles: [String]?) {
      classNames = names
      classTitles = titles
    }
  }

  private static let names = ["red", "green", "blue"]

  private let scratch = ScratchFolder()
  private var path: String { scratch.file("a.safetensors") }

  private func trainer(
    _ names: [String], titles: [String]? = nil, seed: UInt64 = 1
  ) throws -> ClassifierTrainer {
    var recipe = ClassifierRecipe(.cifar10, classes: names.count)
    recipe.network.depth = 10
    recipe.network.width = 0.5
    recipe.seed = seed
    let data = Named(names, titles: titles)
    return try ClassifierTrainer(recipe, training: data, validation: data)
  }

  /// Weights as a training for `names` writes them.
  private func writeWeights() throws {
    try trainer(Self.names, seed: 2).task.writeWeights(to: path)
  }

  /// Takes the description and some tensors from the file.
  private func strip(_ keys: [String] = []) throws {
    let file = try SafetensorsFile(path)
    let tensors = try file.names.filter { !keys.contains($0) }.map { ($0, try file.tensor($0)) }
    try SafetensorsFile.write(tensors, metadata: [:], to: path)
  }

  /// What is said of the last layer, whose values are then new, as the trunk's never are.
  private func start(_ names: [String], titles: [String]? = nil) throws -> NewHead? {
    let (trainer, other) = (try trainer(names, titles: titles), try trainer(names, seed: 2))
    let before = trainer.store.all.map(\.value.scalars)
    let head = try trainer.load(weights: path)
    for (index, parameter) in trainer.store.all.enumerated() {
      let isNew = head != nil && parameter.layer == "fc"
      let expected = isNew ? before[index] : other.store.all[index].value.scalars
      #expect(parameter.value.scalars == expected, "'\(parameter.name)'")
    }
    return head
  }

  @Test func aTrunkGetsANewHead() throws {
    try writeWeights()
    try strip(["fc.weight", "fc.bias"])
    let head = try #require(try start(Self.names))
    #expect(head.reason == .absent && head.skipped.isEmpty)
    #expect(head.description == "'\(path)' has no last layer: a new one is trained.")
  }

  @Test func halfAHeadIsNone() throws {
    try writeWeights()
    try strip(["fc.bias"])
    let trainer = try trainer(Self.names)
    let error = #expect(throws: WeightsMismatch.self) { try trainer.load(weights: path) }
    #expect(error?.missing == ["fc.bias"] && error?.network == "WRN-10-0.5")
  }

  @Test(arguments: [["red", "lime", "blue"], ["red", "blue", "green"]])
  func otherClassesGetANewHead(names: [String]) throws {
    try writeWeights()
    let head = try #require(try start(names))
    #expect(head.reason == .className(file: "green", data: names[1]))
    #expect(
      head.description
        == "left out of '\(path)': fc.weight, fc.bias; the last layer starts anew: the file's classes"
        + " are others, 'green' where the data has '\(names[1])'.")
  }

  @Test func theSameClassesKeepTheirHead() throws {
    try writeWeights()
    #expect(try start(Self.names) == nil)
    #expect(try start(["n1", "n2", "n3"], titles: Self.names) == nil)
  }

  /// Who does not say what the classes are may mean the data's.
  @Test func classesWithoutNamesKeepTheirHead() throws {
    try writeWeights()
    try strip()
    #expect(try start(["a", "b", "c"]) == nil)
    _ = try Classifier(contentsOfFile: path).write(to: path, names: .wrn)
    #expect(try SafetensorsFile(path).metadata["classifier"]?.contains("\"0\"") == true)
    #expect(try start(["a", "b", "c"]) == nil)
  }

  /// Names that were given when the file was written count as those of its data.
  @Test func namesThatWereGivenCount() throws {
    try writeWeights()
    try strip()
    var options = ClassifierOptions()
    options.classNames = Self.names
    _ = try Classifier(contentsOfFile: path, options: options).write(to: path, names: .wrn)
    #expect(try start(Self.names) == nil)
    #expect(try start(["a", "b", "c"])?.reason == .className(file: "red", data: "a"))
  }
}
