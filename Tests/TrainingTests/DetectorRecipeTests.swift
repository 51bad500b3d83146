import Detection
import Foundation
import Testing
import Training

@Suite struct DetectorRecipeTests {
  private func recipe(_ yaml: String) throws -> DetectorRecipe {
    try DetectorRecipe(yaml: yaml, path: "r.yaml")
  }

  private func message(_ yaml: String) -> String {
    do {
      _ = try recipe(yaml)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func anEmptyFileIsTheDefault() throws {
    #expect(try recipe("") == DetectorRecipe())
    #expect(try recipe("# nothing\n") == DetectorRecipe())
  }

  @Test func aFileHoldsOnlyWhatDiffers() throws {
    let changed = try recipe(
      "architecture: {trunk: {width: 2}, regions: {foveal: [1, 1.5, 2, 4]}, localization: {model: inOut}}\nepochs: 7\nlearningRate: 0.5\n"
        + "inference: {scales: [{shortSide: 500, longSide: 1000}], flip: true,"
        + " classThresholds: {dog: 0.25, 7: 0.5}}"
    )
    var expected = DetectorRecipe()
    expected.architecture.trunk.width = 2
    expected.architecture.regions.foveal = FovealRegion.allCases
    expected.architecture.localization.model = .inOut
    expected.inference.scales = [ImageSizing(shortSide: 500, longSide: 1000)]
    expected.inference.flip = true
    expected.inference.classThresholds = ["dog": 0.25, "7": 0.5]
    expected.epochs = 7
    expected.learningRate = 0.5
    #expect(changed == expected)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    var recipe = DetectorRecipe()
    recipe.inference.votingOverlap = nil
    recipe.inference.scales = [ImageSizing(shortSide: 500, longSide: 1000)]
    recipe.inference.classThresholds = ["dog": 0.25]
    recipe.sampling.foregroundShare = 0.1
    let run = DetectorRun(
      sources: .init(dataset: "a b.json", images: nil, validation: "v.json"), recipe: recipe)
    let copy = try DetectorRun(yaml: run.yaml(), path: "config.yaml")
    #expect(copy.recipe == recipe)
    #expect(copy.sources.dataset == "a b.json")
    #expect(copy.sources.name == "a b")
    #expect(copy.sources.images == nil)
  }

  @Test func errorsNameTheKey() {
    #expect(
      message("epoch: 3").hasPrefix("'r.yaml' has the unknown key 'epoch'; did you mean 'epochs'?"))
    #expect(message("sampling: {boxes: 3}").contains("unknown key 'sampling.boxes'"))
    #expect(
      message("sampling: 3")
        == "'r.yaml' is no recipe of a detector: 'sampling' has a value of the wrong kind.")
    #expect(
      message("epochs: many")
        == "'r.yaml' is no recipe of a detector: 'epochs' has a value of the wrong kind.")
    #expect(
      message("epochs: 0") == "'r.yaml' cannot be followed: epochs must be 1 to 1,000,000, got 0.")
    // What a file of the detector could not be read with is refused before training.
    #expect(
      message("inference: {overlap: 5}")
        == "'r.yaml' cannot be followed: inference: 'overlap' must be in 0...1, got 5.0.")
    #expect(
      message("inference: {proposals: {seeds: 0}}")
        == "'r.yaml' cannot be followed: inference: 'proposals.seeds' must be in 1...100000, got 0."
    )
    #expect(message("a: [").hasPrefix("'r.yaml' is not YAML: "))
  }

  /// The recipes of the package can be followed.
  @Test func committedRecipesAreValid() throws {
    let configs = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("configs")
    let found = FileManager.default.enumerator(atPath: configs.path)?.compactMap { $0 as? String }
    let recipes = (found ?? []).filter { $0.hasPrefix("coco/") || $0.hasPrefix("small/") }
      .filter { $0.hasSuffix(".yaml") }
    #expect(recipes.count >= 2)
    for name in recipes {
      _ = try DetectorRecipe(contentsOf: configs.appendingPathComponent(name).path)
    }
  }
}
