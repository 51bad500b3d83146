import Datasets
import Detection
import Foundation
import Imaging
import TestSupport
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
    // A run of an older version goes on with the defaults of what it does not know.
    let older = try run.yaml().replacing("  accumulation: 1\n", with: "")
    #expect(try older != run.yaml() && DetectorRun(yaml: older, path: "x").recipe == recipe)
    #expect(throws: TrainingError.self) { try DetectorRun(yaml: "recipe: {}", path: "x") }
  }

  @Test func errorsNameTheKey() {
    #expect(
      message("epoch: 3").hasPrefix("'r.yaml' has the unknown key 'epoch'; did you mean 'epochs'?"))
    #expect(message("sampling: {boxes: 3}").contains("unknown key 'sampling.boxes'"))
    #expect(
      message("sampling: 3")
        == "'r.yaml' is no recipe of a detector: 'sampling' is '3'; expected keys with values.")
    #expect(
      message("epochs: many")
        == "'r.yaml' is no recipe of a detector: 'epochs' is 'many'; expected a whole number.")
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

  @Test(arguments: [
    (
      "architecture: {regions: {head: circle}}",
      "'architecture.regions.head' is 'circle'; expected foveal or layer4."
    ),
    (
      "architecture: {regions: {pooling: mean}}",
      "'architecture.regions.pooling' is 'mean'; expected align or max."
    ),
    (
      "architecture: {regions: {foveal: [1, 3]}}",
      "'architecture.regions.foveal[1]' is '3'; expected 1.0, 1.5, 2.0 or 4.0."
    ),
    (
      "architecture: {localization: {model: corners}}",
      "'architecture.localization.model' is 'corners'; expected inOut, borders or combined."
    ),
    (
      "stages: [{epochs: 30, losses: [boxes]}]",
      "'stages[0].losses[0]' is 'boxes'; expected objectness, proposalLocalization, classification or"
        + " localization."
    ),
  ])
  func choicesAreListed(yaml: String, reason: String) {
    #expect(message(yaml) == "'r.yaml' is no recipe of a detector: \(reason)")
  }

  /// What may be absent is switched off by a key without a value.
  @Test(arguments: ["null", "~", ""])
  func aDefaultIsSwitchedOff(value: String) throws {
    #expect(try recipe("inference:\n  votingOverlap: \(value)").inference.votingOverlap == nil)
  }

  @Test func stagesAreRead() throws {
    let recipe = try recipe(
      "epochs: 5\nstages: [{epochs: 2, losses: [objectness]}, {epochs: 3, frozen: [trunk], learningRate: 0.1}]"
    )
    #expect(
      recipe.stages == [
        DetectorStage(epochs: 2, losses: [.objectness]),
        DetectorStage(epochs: 3, learningRate: 0.1, frozen: ["trunk"]),
      ])
    let copy = try DetectorRecipe(yaml: recipe.yaml(), path: "copy")
    #expect(copy == recipe)
    #expect(
      message("epochs: 4\nstages: [{epochs: 2}]")
        == "'r.yaml' cannot be followed: epochs must be those of all stages together, 2, got 4.")
    #expect(message("stages: [{epochs: 2, freezes: [trunk]}]").contains("'stages[0].freezes'"))
    #expect(
      message("stages: [{epochs: 0}]").contains("stage 1: epochs must be 1 to 1,000,000, got 0."))
    #expect(
      message("stages: [{epochs: \(Int.max)}, {epochs: 1}]").contains("stage 1: epochs must be"))
    #expect(message("stages: [{epochs: 30, losses: []}]").contains("stage 1: losses must have"))
  }

  @Test func stagesKeepTheirShares() {
    var recipe = DetectorRecipe()
    recipe.setEpochs(12)
    recipe.stages = [DetectorStage(epochs: 4), DetectorStage(epochs: 8)]
    recipe.setEpochs(6)
    #expect(recipe.stages.map(\.epochs) == [2, 4] && recipe.epochs == 6)
    recipe.setEpochs(1)
    #expect(recipe.stages.map(\.epochs) == [1, 1] && recipe.epochs == 2)
  }

  @Test func otherEpochsKeepEvaluationsAndWarmUp() {
    var recipe = DetectorRecipe()
    recipe.evaluateEvery = 3
    recipe.schedule.warmupEpochs = 2
    for (epochs, warmup) in [(60, 2.0), (20, 2), (10, 1)] {
      recipe.setEpochs(epochs)
      #expect(recipe.schedule.warmupEpochs == warmup && recipe.evaluateEvery == 3)
    }
    // Half of the training before, and after.
    recipe.schedule.warmupEpochs = 5
    recipe.setEpochs(8)
    #expect(recipe.schedule.warmupEpochs == 4)
  }

  @Test func ratesOfStagesChangeInProportion() {
    var recipe = DetectorRecipe()
    recipe.stages = [DetectorStage(epochs: 20), DetectorStage(epochs: 10, learningRate: 0.25)]
    recipe.scaleLearningRates(by: 2)
    #expect(recipe.learningRate == 0.04)
    #expect(recipe.stages.map(\.learningRate) == [nil, 0.5])
  }

  /// The rate falls in each stage, since its course runs anew.
  @Test func stepsAreOfTheShortestStage() {
    var recipe = DetectorRecipe()
    recipe.stages = [DetectorStage(epochs: 18), DetectorStage(epochs: 12)]
    recipe.schedule.warmupEpochs = 0
    recipe.setSchedule(.step)
    #expect(recipe.schedule.milestones == [9, 12])
    let rates = [17, 18, 25, 26, 29].map { recipe.learningRate(at: Double($0)) / 0.02 }
    for (rate, expected) in zip(rates, [0.01, 1, 1, 0.1, 0.01] as [Float]) {
      #expect(abs(rate - expected) < 1e-6)
    }
    for epochs in 1...3 {
      var short = DetectorRecipe()
      short.setEpochs(epochs)
      short.setSchedule(.step)
      #expect(!short.schedule.drops(atEpoch: 1))
    }
  }

  @Test func oneCycleHasNoWarmUp() throws {
    #expect(
      message("schedule: {kind: one-cycle, warmupEpochs: 5}")
        == "'r.yaml' cannot be followed: warmup is for step and cosine; one-cycle has a rise of its"
        + " own.")
    let run = "sources: {dataset: x.json}\nrecipe: {schedule: {kind: one-cycle, warmupEpochs: 1}}"
    let older = try DetectorRun(yaml: run, path: "config.yaml").recipe
    #expect(older.schedule == LearningRateSchedule(kind: .oneCycle))
    // The default's is not meant.
    #expect(
      try recipe("schedule: {kind: one-cycle}").schedule == LearningRateSchedule(kind: .oneCycle))
  }

  /// A size at which the smallest common objects have twelve pixels, if the pictures allow it.
  @Test(arguments: [
    (400, 100.0, 360), (200, 60, 200), (100, 50, 160), (1000, 24, 500), (1000, 6, 800),
    (300, 6, 600),
  ])
  func sizesSuitTheObjects(side: Int, object: Double, expected: Int) throws {
    let folder = ScratchFolder()
    try Image(width: side, height: side, fill: .white).write(toFile: folder.file("1.png"))
    let coco = try COCODataset(
      images: [COCOImage(id: 1, fileName: "1.png", width: side, height: side)],
      categories: [COCOCategory(id: 1, name: "a")],
      annotations: [
        COCOAnnotation(
          id: 1, imageID: 1, categoryID: 1, bbox: COCOBox(x: 0, y: 0, width: object, height: object)
        )
      ])
    try coco.write(to: folder.file("coco.json"))
    let dataset = try DetectionDataset(
      path: folder.file("coco.json"), images: nil, boxes: .lenient)
    let (recipe, reasons) = try DetectorRecipe.suited(to: dataset)
    #expect(recipe.inference.size.shortSide == expected)
    #expect(reasons.contains { $0.hasPrefix("short side \(expected) pixels") })
    #expect(recipe.epochs == 300 && recipe.architecture.trunk.width == 0.5)
    #expect(recipe.evaluateEvery == 37 && recipe.schedule.warmupEpochs == 1)
    let short = try DetectorRecipe.suited(to: dataset, epochs: 5).recipe
    #expect(short.evaluateEvery == 1 && short.schedule.warmupEpochs == 0.5)
    try recipe.validate()
  }

  /// The recipes of the package can be followed.
  @Test(arguments: [
    ("foregroundShare: 25", "foregroundShare must be in 0...1, got 25.0."),
    ("foregroundShare: .nan", "foregroundShare must be in 0...1, got nan."),
    ("localizationOverlap: -0.1", "localizationOverlap must be in 0...1, got -0.1."),
    ("jitteredCopies: -1", "jitteredCopies must be 0 to 1,000,000 boxes, got -1."),
    ("objectnessBoxes: 1", "objectnessBoxes must be 2 to 1,000,000 boxes, got 1."),
    ("objectnessWeight: .inf", "objectnessWeight must not be negative, got inf."),
  ])
  func samplingIsChecked(yaml: String, reason: String) {
    let error = #expect(throws: TrainingError.self) { try recipe("sampling: {\(yaml)}") }
    #expect(error?.description.hasSuffix("sampling.\(reason)") == true, "\(error)")
  }

  @Test func aFileTakesWhatItDoesNotSayOfTheArchitectureFromTheWeights() throws {
    let folder = ScratchFolder()
    var architecture = DetectorArchitecture()
    architecture.trunk.width = 0.25
    architecture.localization.model = .borders
    let weights = folder.file("start.safetensors")
    try DetectorFile.write(
      Detector(architecture, categories: [DetectorCategory(id: 1, name: "a")], seed: 1),
      inference: InferenceSettings(), to: weights)
    let file = try folder.file(
      "recipe.yaml", "epochs: 3\narchitecture: {localization: {model: inOut}}\n")

    var expected = DetectorRecipe()
    expected.epochs = 3
    expected.architecture.localization.model = .inOut
    #expect(try DetectorRecipe(contentsOfFile: file) == expected)
    expected.architecture.trunk.width = 0.25
    #expect(try DetectorRecipe(contentsOfFile: file, start: .detector(weights)) == expected)
  }

  @Test func theConfigurationOfARunIsARecipe() throws {
    let folder = ScratchFolder()
    var recipe = DetectorRecipe()
    recipe.learningRate = 0.125
    recipe.inference.votingOverlap = nil
    var run = DetectorRun(
      sources: .init(dataset: "a.json", images: nil, validation: nil), recipe: recipe)
    var file = try folder.file("config.yaml", run.yaml())
    #expect(try DetectorRecipe(contentsOfFile: file) == recipe)

    // What a run chose for its start is not chosen for another.
    recipe.freezesBatchNorm = true
    run.recipe = recipe
    run.sources.backbone = "resnet18.safetensors"
    file = try folder.file("config.yaml", run.yaml())
    let start = DetectorStart.backbone("resnet34.safetensors")
    #expect(try DetectorRecipe(contentsOfFile: file, start: start) == recipe)
    recipe.freezesBatchNorm = nil
    #expect(try DetectorRecipe(contentsOfFile: file) == recipe)
  }

  @Test func committedRecipesAreValid() throws {
    let configs = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("configs")
    let found = FileManager.default.enumerator(atPath: configs.path)?.compactMap { $0 as? String }
    let recipes = (found ?? []).filter { $0.hasPrefix("coco/") || $0.hasPrefix("small/") }
      .filter { $0.hasSuffix(".yaml") }
    #expect(recipes.count == 8)
    for name in recipes {
      let recipe = try DetectorRecipe(contentsOfFile: configs.appendingPathComponent(name).path)
      _ = try Detector(
        uninitialized: recipe.architecture, categories: [DetectorCategory(id: 1, name: "a")])
    }
  }
}
