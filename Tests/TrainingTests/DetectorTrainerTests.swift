import Checkpoints
import Datasets
import Detection
import Foundation
import NeuralNet
import TensorCore
import TestSupport
import Testing
import Training
import WideResNet

/// A tiny detector on a few small pictures: what matters is that an interrupted training gives the
/// same bytes.
@Suite struct DetectorTrainerTests {
  private let folder: ScratchFolder
  private let dataset: DetectionDataset

  init() throws {
    folder = ScratchFolder()
    var shapes = ShapesDataset(seed: 3)
    shapes.width = 96
    shapes.height = 64
    try shapes.write(to: "\(folder.path)/shapes", train: 6, val: 3)
    dataset = try DetectionDataset(
      path: "\(folder.path)/shapes/train.json", images: nil, boxes: .lenient)
  }

  private var recipe: DetectorRecipe {
    var recipe = DetectorRecipe()
    recipe.architecture.trunk.width = 0.0625
    recipe.architecture.narrowedChannels = 4
    recipe.architecture.proposals.objectnessUnits = 8
    recipe.architecture.proposals.localizationChannels = 8
    recipe.architecture.localization.channels = 8
    recipe.architecture.regions.reducedChannels = 4
    recipe.architecture.regions.towerUnits = 8
    recipe.inference.size = ImageSizing(shortSide: 64, longSide: 96)
    recipe.inference.proposals.seeds = 100
    recipe.inference.proposals.activeBoxes = 20
    recipe.sampling.seeds = 60
    recipe.sampling.proposals = 10
    recipe.sampling.regions = 8
    recipe.sampling.localizationBoxes = 4
    recipe.batch = 2
    recipe.setEpochs(3)
    recipe.evaluateEvery = 1
    return recipe
  }

  private func trainer(
    _ recipe: DetectorRecipe? = nil, workers: Int = 1, start: DetectorStart? = nil,
    saveInterval: Duration = .seconds(600)
  ) throws -> DetectorTrainer {
    let validation = try DetectionDataset(
      path: "\(folder.path)/shapes/val.json", images: nil, boxes: .untouched)
    return try DetectorTrainer(
      recipe ?? self.recipe, training: dataset, validation: validation, start: start,
      workers: workers, saveInterval: saveInterval)
  }

  private func run(_ name: String, _ recipe: DetectorRecipe? = nil) throws -> RunFolder {
    let run = try RunFolder.create(name: name, output: "\(folder.path)/\(name)")
    let sources = DetectorRun.Sources(
      dataset: "\(folder.path)/shapes/train.json", images: nil, validation: nil)
    try run.writeConfiguration(DetectorRun(sources: sources, recipe: recipe ?? self.recipe).yaml())
    return run
  }

  private func bytes(_ run: RunFolder) throws -> [Data] {
    try [run.weightsFile(.last), run.weightsFile(.best)].map {
      try Data(contentsOf: URL(fileURLWithPath: $0))
    }
  }

  private func log(_ run: RunFolder) throws -> [DetectorEpochReport] {
    try run.readLog().map { try JSONDecoder().decode(DetectorEpochReport.self, from: $0) }
  }

  /// Everything that a resumed training must remember or draw again. An epoch has three steps.
  private var recipeOfAll: DetectorRecipe {
    var recipe = recipe
    recipe.setEpochs(4)
    recipe.accumulation = 2
    recipe.ema = 0.9
    recipe.evaluateEvery = 2
    recipe.patience = 4
    recipe.augmentation.crop = 0.5
    recipe.stages = [
      DetectorStage(epochs: 1, losses: [.objectness, .proposalLocalization]),
      DetectorStage(epochs: 3, learningRate: 0.01, frozen: ["trunk", "features"]),
    ]
    return recipe
  }

  @Test(arguments: [1, 4, 6, 9])
  func aResumedRunGivesTheSameBytes(interruptedAfter steps: Int) throws {
    let whole = try run("whole")
    #expect(try trainer().train(in: whole))

    let parts = try run("parts")
    var done = 0
    let isDone = try trainer().train(
      in: parts, isInterrupted: { done >= steps },
      report: { if case .step = $0 { done += 1 } })
    #expect(!isDone)
    let second = try trainer(workers: 2)
    try second.resume(from: parts)
    let resumed = try ThreadPool.$current.withValue(ThreadPool(size: 3)) {
      try second.train(in: parts)
    }
    #expect(resumed)
    #expect(try bytes(parts) == bytes(whole))
  }

  /// Interrupted several times: in the first stage, between two, in an evaluation.
  @Test(arguments: [[2], [3], [4, 1], [7], [2, 3, 4]])
  func aResumedRunGivesTheSameBytesWithEveryOption(stops: [Int]) throws {
    let whole = try run("whole", recipeOfAll)
    #expect(try trainer(recipeOfAll).train(in: whole))

    let parts = try run("parts", recipeOfAll)
    for (index, stop) in (stops + [.max]).enumerated() {
      let trainer = try trainer(recipeOfAll)
      if index > 0 { try trainer.resume(from: parts) }
      var asked = 0
      let isDone = try trainer.train(
        in: parts,
        isInterrupted: {
          asked += 1
          return asked >= stop
        })
      #expect(isDone == (stop == .max))
    }
    #expect(try bytes(parts) == bytes(whole))
    #expect(try log(parts).map(\.losses) == log(whole).map(\.losses))
    #expect(try log(parts).map(\.AP) == log(whole).map(\.AP))
  }

  private struct Crash: Error {}

  /// A crash saves nothing: what was done since the last saved state is done again.
  @Test(arguments: [Duration.zero, .seconds(600)])
  func crashesChangeNothing(saveInterval: Duration) throws {
    let whole = try run("whole", recipeOfAll)
    #expect(try trainer(recipeOfAll).train(in: whole))
    let parts = try run("parts", recipeOfAll)
    // The first epoch reports its steps and its end, the second three pictures evaluated as well.
    for crash in [2, 4, 9, 3, .max] {
      let trainer = try trainer(recipeOfAll, saveInterval: saveInterval)
      if folder.exists("parts/state.safetensors") { try trainer.resume(from: parts) }
      var reports = 0
      do {
        let isDone = try trainer.train(
          in: parts,
          report: { _ in
            reports += 1
            if reports == crash { throw Crash() }
          })
        #expect(crash == .max && isDone)
      } catch is Crash {}
    }
    #expect(try bytes(parts) == bytes(whole))
  }

  @Test func theLogHasALinePerEpoch() throws {
    let run = try run("log")
    #expect(try trainer().train(in: run))
    let epochs = try log(run)
    #expect(epochs.map(\.epoch) == [1, 2, 3])
    #expect(epochs.allSatisfy { $0.AP != nil && $0.losses.total.isFinite && $0.ema == nil })
    #expect(epochs.allSatisfy { (0...1).contains($0.waiting ?? -1) })
    // The curves are drawn, and TensorBoard has its file.
    #expect(folder.exists("log/curves.png"))
    #expect(folder.names(in: "log").contains { $0.hasPrefix("events.out.tfevents.") })
    #expect(epochs[0].scalars.map(\.tag).contains("loss/classification"))
    #expect(epochs[0].scalars.first { $0.tag == "AP/AP50" }?.value == epochs[0].AP50)
  }

  @Test func theAverageIsEvaluatedAndSaved() throws {
    var recipe = recipe
    recipe.ema = 0.95
    let run = try run("average", recipe)
    let trainer = try trainer(recipe)
    #expect(try trainer.train(in: run))
    #expect(try log(run).allSatisfy { $0.ema == 0.95 })
    let last = try SafetensorsFile(run.weightsFile(.last))
    let state = try SafetensorsFile(run.stateFile)
    for name in last.names {
      let average = try last.tensor(name).scalars
      #expect(average == (try state.tensor("average.\(name)").scalars), "'\(name)'")
      #expect(average != (try state.tensor("model.\(name)").scalars), "'\(name)'")
    }
    let (detector, inference) = try DetectorFile.read(last.path)
    let validation = try DetectionDataset(
      path: "\(folder.path)/shapes/val.json", images: nil, boxes: .untouched)
    let found = try detector.detections(in: validation, inference)
    #expect(
      try COCOEvaluator(groundTruth: validation.coco).evaluate(found).AP == log(run).last?.AP)
  }

  /// Four times the same picture, and all of its boxes: each part of a batch has the same ones.
  @Test func partsOfABatchGiveTheGradientOfTheWhole() throws {
    let source = dataset.coco
    let annotations = source.annotations(ofImageAt: 0)
    let four = try COCODataset(
      images: (1...4).map {
        COCOImage(id: $0, fileName: source.images[0].fileName, width: 96, height: 64)
      }, categories: source.categories,
      annotations: (1...4).flatMap { image in
        annotations.enumerated().map { index, annotation in
          COCOAnnotation(
            id: image * 100 + index, imageID: image, categoryID: annotation.categoryID,
            bbox: annotation.bbox)
        }
      })
    try four.write(to: "\(folder.path)/shapes/four.json")
    let pictures = try DetectionDataset(
      path: "\(folder.path)/shapes/four.json", images: "\(folder.path)/shapes/train",
      boxes: .untouched)
    var recipe = recipe
    recipe.batch = 4
    recipe.setEpochs(1)
    recipe.schedule.warmupEpochs = 0
    recipe.augmentation = .none
    recipe.sampling.seeds = 1000
    recipe.sampling.jitteredCopies = 0
    recipe.sampling.regions = 10_000
    recipe.sampling.objectnessBoxes = 10_000
    recipe.sampling.localizationBoxes = 10_000
    func weights(_ accumulation: Int) throws -> (before: [Tensor], after: [Tensor]) {
      var recipe = recipe
      recipe.accumulation = accumulation
      let trainer = try DetectorTrainer(recipe, training: pictures, validation: nil)
      let before = trainer.store.trainable.map(\.value)
      #expect(try trainer.train(in: try run("parts-\(accumulation)")))
      return (before, trainer.store.trainable.map(\.value))
    }
    func difference(_ a: [Tensor], _ b: [Tensor]) -> Float {
      zip(a, b).flatMap { zip($0.scalars, $1.scalars).map { abs($0 - $1) } }.max() ?? 0
    }
    let whole = try weights(1)
    #expect(difference(whole.before, whole.after) > 1e-6)
    for accumulation in [2, 4] {
      let parts = try weights(accumulation)
      #expect(
        difference(parts.after, whole.after) < 5e-3 * difference(whole.before, whole.after))
    }
  }

  @Test func patienceEndsATraining() throws {
    var recipe = recipe
    recipe.setEpochs(8)
    recipe.evaluateEvery = 1
    recipe.patience = 2
    recipe.learningRate = 1e-12
    let run = try run("patient", recipe)
    let first = try trainer(recipe)
    #expect(try first.train(in: run))
    let best = try #require(first.best?.epoch)
    #expect(first.progress == (best + 2, 0) && best + 2 < 8)
    let again = try trainer(recipe)
    try again.resume(from: run)
    #expect(try again.train(in: run) && again.progress == first.progress)
  }

  /// Weights and running statistics of what stands still stay as they are.
  @Test func stagesFreezeParts() throws {
    var recipe = recipe
    recipe.setEpochs(2)
    recipe.schedule = LearningRateSchedule(kind: .cosine)
    recipe.stages = [
      DetectorStage(epochs: 1, losses: [.objectness, .proposalLocalization]),
      DetectorStage(epochs: 1, learningRate: 0.5, losses: [.classification], frozen: ["trunk"]),
    ]
    let trainer = try trainer(recipe)
    func values() -> [String: [Float]] {
      Dictionary(uniqueKeysWithValues: trainer.store.all.map { ($0.name, $0.value.scalars) })
    }
    var moments = [values()]
    #expect(
      try trainer.train(
        in: try run("stages", recipe), report: { if case .epoch = $0 { moments.append(values()) } })
    )
    func changed(_ stage: Int) -> Set<String> {
      let names = moments[0].keys.filter { moments[stage][$0] != moments[stage + 1][$0] }
      return Set(names.map { String($0.prefix { $0 != "." }) })
    }
    #expect(changed(0) == ["trunk", "features", "proposals"])
    // The features' running statistics go on: nothing froze them.
    #expect(changed(1) == ["features", "regions"])
    let log = try log(RunFolder.open("\(folder.path)/stages"))
    #expect(log[0].losses.classification == 0 && log[0].losses.objectness > 0)
    #expect(log[1].losses.classification > 0 && log[1].losses.objectness == 0)
    // Each stage has a cosine of its own; an epoch's last step is two thirds down it.
    #expect(abs(log[0].learningRate - 0.02 * 0.25) < 1e-6)
    #expect(abs(log[1].learningRate - 0.5 * 0.25) < 1e-6)

    recipe.stages[1].frozen = ["trunks"]
    let error = #expect(throws: TrainingError.self) { _ = try self.trainer(recipe) }
    #expect(error?.description.hasPrefix("a stage freezes 'trunks', but no parameter's") == true)
  }

  /// Pictures to evaluate on that give no AP, or have other classes.
  @Test func validationMustFit() throws {
    func error(_ validation: COCODataset) throws -> String? {
      let path = folder.file("shapes/other.json")
      try validation.write(to: path)
      let error = #expect(throws: TrainingError.self) {
        try DetectorTrainer(
          recipe, training: dataset,
          validation: DetectionDataset(
            path: path, images: "\(folder.path)/shapes/train", boxes: .untouched))
      }
      return error?.description
    }
    let (images, categories) = (dataset.coco.images, dataset.coco.categories)
    #expect(
      try error(COCODataset(images: images, categories: categories, annotations: []))?
        .hasSuffix(
          "have no objects, so that there would be no AP; choose others with --val, or leave"
            + " it out.") == true)
    let last = try #require(categories.last)
    #expect(
      try error(
        COCODataset(images: images, categories: categories.dropLast(), annotations: []))?
        .contains("for example \(last.id) '\(last.name)';") == true)
  }

  @Test(arguments: ["", "module."])
  func aClassifierIsAStart(prefix: String) throws {
    let trunk = recipe.architecture.trunk
    let classifier = ParameterStore()
    _ = try NetworkConfiguration(
      family: .imagenet, depth: trunk.depth, width: trunk.width, classes: 3
    ).makeNetwork(ParameterBuilder(classifier, seed: 9))
    let path = folder.file("backbone.safetensors")
    try classifier.write(to: path, metadata: [:])
    let file = try SafetensorsFile(path)
    let tensors = try file.names.map { (prefix + $0, try file.tensor($0)) }
    try SafetensorsFile.write(tensors, metadata: [:], to: path)
    let trainer = try trainer(start: .backbone(path))
    #expect(
      trainer.task.skipped == "left out of '\(path)', not being of the trunk: fc, layer4")
    let loaded = trainer.store.all.filter { $0.name.hasPrefix("trunk.") }
    #expect(loaded.count > 40)
    for parameter in loaded {
      let own = classifier.all.first { "trunk.\($0.name)" == parameter.name }
      #expect(own?.value.scalars == parameter.value.scalars, "\(parameter.name)")
    }
  }

  @Test func anotherDetectorIsAStart() throws {
    let run = try run("start")
    #expect(try trainer().train(in: run))
    let path = run.weightsFile(.last)
    // The same classes: everything.
    let same = try trainer(start: .detector(path))
    #expect(same.task.skipped == nil)
    let saved = try DetectorFile.read(path).detector.store
    #expect(same.store.all.map(\.value.scalars) == saved.all.map(\.value.scalars))
    // As many others: all but their layer; the trunk's batch normalisation stands still.
    let others = try COCODataset(
      images: dataset.coco.images,
      categories: dataset.coco.categories.map { COCOCategory(id: $0.id, name: "new \($0.name)") },
      annotations: Array(dataset.coco.annotations))
    try others.write(to: "\(folder.path)/shapes/others.json")
    let training = try DetectionDataset(
      path: "\(folder.path)/shapes/others.json", images: "\(folder.path)/shapes/train",
      boxes: .untouched)
    let other = try DetectorTrainer(
      recipe, training: training, validation: nil, start: .detector(path))
    #expect(
      other.task.skipped == "left out of '\(path)', to be learnt anew: regions.classifier")
    for parameter in other.store.all where !parameter.name.hasPrefix("regions.classifier") {
      let own = same.store.all.first { $0.name == parameter.name }
      #expect(own?.value.scalars == parameter.value.scalars)
    }
    #expect(other.store.trainable.allSatisfy { !$0.name.contains("trunk.bn1") })
    // Another trunk does not fit.
    var wide = recipe
    wide.architecture.trunk.width = 0.125
    let error = #expect(throws: TrainingError.self) {
      _ = try self.trainer(wide, start: .detector(path))
    }
    #expect(error?.description.contains("the width 0.0625, the recipe's 18 and 0.125") == true)
  }

  /// The training pictures, some of them without objects.
  private func pictures(withoutObjects emptied: Range<Int>) throws -> DetectionDataset {
    let source = dataset.coco
    let ids = Set(source.images[emptied].map(\.id))
    let coco = try COCODataset(
      images: source.images, categories: source.categories,
      annotations: source.annotations.filter { !ids.contains($0.imageID) })
    try coco.write(to: "\(folder.path)/shapes/gap.json")
    return try DetectionDataset(
      path: "\(folder.path)/shapes/gap.json", images: "\(folder.path)/shapes/train",
      boxes: .lenient)
  }

  @Test func emptyPicturesAreKeptUnlessDropped() throws {
    let pictures = try pictures(withoutObjects: 2..<3)
    for drops in [false, true] {
      var recipe = recipe
      recipe.batch = 1
      recipe.setEpochs(1)
      recipe.dropsEmpty = drops
      let trainer = try DetectorTrainer(recipe, training: pictures, validation: nil)
      #expect(trainer.stepsPerEpoch == (drops ? 5 : 6))
      #expect(try trainer.train(in: try run("drops-\(drops)", recipe)))
      #expect(trainer.best == nil && !folder.exists("drops-\(drops)/best.safetensors"))
    }
  }

  /// Those that are dropped do not count: of a run that has done five steps, four are left.
  @Test func picturesThatLostTheirObjectsAreNoted() throws {
    var recipe = recipe
    recipe.batch = 1
    recipe.setEpochs(1)
    recipe.dropsEmpty = true
    let run = try run("emptied", recipe)
    let first = try DetectorTrainer(
      recipe, training: try pictures(withoutObjects: 2..<3), validation: nil)
    #expect(try !first.train(in: run, isInterrupted: { first.progress.steps == 5 }))
    let second = try DetectorTrainer(
      recipe, training: try pictures(withoutObjects: 2..<4), validation: nil)
    let note = try second.resume(from: run)
    #expect(note?.hasPrefix("the run began with 5 + 0 pictures, there are 4 + 0 now;") == true)
    #expect(second.progress.steps == 4)
    #expect(try second.train(in: run))
  }

  /// Before the weights, which would not fit either.
  @Test func aRunIsNotContinuedWithMoreClasses() throws {
    let run = try run("classes")
    #expect(try !trainer().train(in: run, isInterrupted: { true }))
    let source = dataset.coco
    let categories = source.categories + [COCOCategory(id: 99, name: "new")]
    try COCODataset(
      images: source.images, categories: categories, annotations: source.annotations
    ).write(to: "\(folder.path)/shapes/more.json")
    let more = try DetectionDataset(
      path: "\(folder.path)/shapes/more.json", images: "\(folder.path)/shapes/train",
      boxes: .lenient)
    let other = try DetectorTrainer(recipe, training: more, validation: nil)
    let error = #expect(throws: TrainingError.self) { try other.resume(from: run) }
    let change = "it had \(source.categories.count), the data has \(categories.count)."
    #expect(error?.description.hasPrefix("the run began with other classes: \(change)") == true)
  }

  /// More pictures than anybody has would not leave room to count on.
  @Test(arguments: [(-1, false), (0, true), (1_000_000, true), (.max, false)] as [(Int, Bool)])
  func countsOfPicturesInAStateAreChecked(images: Int, isPossible: Bool) throws {
    let json = String(decoding: try JSONEncoder().encode(DetectorLossSums()), as: UTF8.self)
      .replacing(#""images":0"#, with: #""images":\#(images)"#)
    let sums = try JSONDecoder().decode(DetectorLossSums.self, from: Data(json.utf8))
    #expect(sums.images == images)
    #expect(sums.isPossible == isPossible)
  }

  @Test func divergenceNamesThePictures() throws {
    var recipe = recipe
    recipe.learningRate = 1e30
    recipe.gradientNorm = 1e30
    recipe.schedule.warmupEpochs = 0
    let trainer = try trainer(recipe)
    let folder = try run("divergence")
    let error = #expect(throws: TrainingError.self) { try trainer.train(in: folder) }
    let text = error?.description ?? ""
    #expect(text.contains("at step 2 of epoch 1"))
    #expect(text.contains("shapes/train/"))
    #expect(text.contains("try a smaller --lr"))
  }

  @Test func otherClassesAreRefused() throws {
    let other = try COCODataset(
      images: [COCOImage(id: 1, fileName: "0001.jpg", width: 96, height: 64)],
      categories: [COCOCategory(id: 1, name: "dog")], annotations: [])
    try other.write(to: "\(folder.path)/shapes/train_dogs.json")
    let dogs = try DetectionDataset(
      path: "\(folder.path)/shapes/train_dogs.json", images: "\(folder.path)/shapes/train",
      boxes: .untouched)
    let error = #expect(throws: TrainingError.self) {
      _ = try DetectorTrainer(recipe, training: dataset, validation: dogs)
    }
    #expect(error?.description.contains("1 'dog'") == true)
  }
}
