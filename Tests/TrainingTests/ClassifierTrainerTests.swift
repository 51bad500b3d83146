import Autograd
import Checkpoints
import Datasets
import Foundation
import TensorCore
import TestSupport
import Testing
import Training
import WideResNet

/// A tiny network on tiny data: what matters is that an interrupted training gives the same bytes.
@Suite struct ClassifierTrainerTests {
  let scratch = ScratchFolder()

  private func recipe(epochs: Int = 4) -> ClassifierRecipe {
    var recipe = ClassifierRecipe(.cifar10, classes: 3)
    recipe.network.depth = 10
    recipe.network.width = 0.5
    recipe.network.dropout = 0.2
    recipe.batch = 8
    recipe.setEpochs(epochs)
    return recipe
  }

  private func trainer(
    _ recipe: ClassifierRecipe, missing: Int? = nil, workers: Int = 1,
    saveInterval: Duration = .seconds(600)
  ) throws -> ClassifierTrainer {
    try ClassifierTrainer(
      recipe, training: TinyDataset(count: 44, missing: missing),
      validation: TinyDataset(count: 10, seed: 2), workers: workers, saveInterval: saveInterval)
  }

  private func folder(_ name: String) throws -> RunFolder {
    let run = try RunFolder.create(name: name, output: scratch.file(name))
    try run.writeConfiguration(try recipe().yaml())
    return run
  }

  /// Weights, statistics, momentum and position of a run, and its log without times.
  private func result(_ name: String) throws -> [Data] {
    let log = String(decoding: try scratch.data("\(name)/log.jsonl"), as: UTF8.self)
    let reports = try log.split(separator: "\n").map {
      try JSONDecoder().decode(ClassifierEpochReport.self, from: Data($0.utf8))
    }
    let summary = reports.map { "\($0.epoch) \($0.trainingLoss) \($0.loss) \($0.top1) \($0.best)" }
    return [
      try scratch.data("\(name)/last.safetensors"), try scratch.data("\(name)/best.safetensors"),
      Data(summary.joined(separator: "\n").utf8),
    ] + (try momentum(name))
  }

  private func momentum(_ name: String) throws -> [Data] {
    let file = try SafetensorsFile(scratch.file("\(name)/state.safetensors"))
    return try file.names.map { name in
      try file.tensor(name).scalars.withUnsafeBytes { Data($0) }
    }
  }

  private func uninterrupted() throws -> [Data] {
    let run = try folder("whole")
    #expect(try trainer(recipe()).train(in: run))
    return try result("whole")
  }

  /// Runs until `stop` steps are done in all, then resumes with a new trainer, until the recipe is
  /// complete.
  private func interrupted(after stops: [Int], _ name: String) throws -> [Data] {
    let run = try folder(name)
    for (index, stop) in (stops + [.max]).enumerated() {
      let trainer = try trainer(recipe())
      if index > 0 { try trainer.resume(from: try RunFolder.open(run.path)) }
      var asked = 0
      let isComplete = try trainer.train(
        in: run,
        isInterrupted: {
          asked += 1
          return asked >= stop
        })
      #expect(isComplete == (stop == .max))
    }
    return try result(name)
  }

  @Test func resumingGivesTheSameBytes() throws {
    let whole = try uninterrupted()
    // An epoch asks 7 times: five steps and two batches of evaluation. So: between two epochs, in
    // the middle of one, in its evaluation, right before the momentum is reset (epoch 2), several
    // times.
    for (index, stops) in [[14], [3], [6], [5], [7], [12], [2, 9, 1]].enumerated() {
      let resumed = try interrupted(after: stops, "resumed-\(index)")
      #expect(resumed == whole, "stopped after \(stops)")
    }
  }

  @Test func savedStatesOnTheWayChangeNothing() throws {
    let whole = try uninterrupted()
    let run = try folder("saving")
    #expect(try trainer(recipe(), saveInterval: .zero).train(in: run))
    #expect(try result("saving") == whole)
  }

  @Test func threadsAndWorkersChangeNothing() throws {
    let whole = try uninterrupted()
    for size in [1, 2, 3] {
      let run = try folder("threads-\(size)")
      let isComplete = try ThreadPool.$current.withValue(ThreadPool(size: size)) {
        try trainer(recipe(), workers: size).train(in: run)
      }
      #expect(isComplete)
      #expect(try result("threads-\(size)") == whole)
    }
  }

  @Test func itLearns() throws {
    var recipe = recipe(epochs: 8)
    recipe.network.dropout = 0
    let run = try folder("learns")
    let trainer = try trainer(recipe)
    #expect(try trainer.train(in: run))
    #expect((trainer.best?.top1 ?? 0) == 1)
    let classifier = try Classifier(contentsOfFile: run.weightsFile(.best))
    #expect(classifier.description.classNames == ["red", "green", "blue"])
    let metrics = try classifier.evaluate(TinyDataset(count: 10, seed: 2), batch: 3)
    #expect((metrics.images, metrics.correct) == (10, 10))
    let guesses = try classifier.predict(TinyDataset(count: 3).picture(at: 2), top: 2)
    #expect(guesses.map(\.className).first == "blue" && guesses.count == 2)
    #expect(guesses[0].probability > guesses[1].probability)
  }

  @Test func stepsAndEpochsAreReported() throws {
    var steps: [(Int, Int)] = []
    var evaluated: [Int] = []
    var epochs: [ClassifierEpochReport] = []
    let run = try folder("reports")
    _ = try trainer(recipe(epochs: 2)).train(
      in: run,
      report: { progress in
        switch progress {
        case .step(let step): steps.append((step.epoch, step.step))
        case .evaluating(let done, _): evaluated.append(done)
        case .epoch(let report): epochs.append(report)
        }
      })
    #expect(steps.map(\.0) == Array(repeating: 1, count: 5) + Array(repeating: 2, count: 5))
    #expect(steps.map(\.1) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
    #expect(evaluated == [8, 10, 8, 10])
    #expect(epochs.map(\.epoch) == [1, 2] && epochs.allSatisfy { $0.epochs == 2 })
  }

  @Test func aLossThatIsNotFiniteStopsWithThePictures() throws {
    var recipe = recipe()
    recipe.learningRate = 1e30
    let trainer = try trainer(recipe)
    let error = #expect(throws: TrainingError.self) {
      try trainer.train(in: try folder("diverges"))
    }
    let text = error?.description ?? ""
    #expect(text.contains(" of epoch 1, with the learning rate 1e+30 and the pictures "), "\(text)")
    #expect(
      text.hasSuffix("; try a smaller --lr or a longer --warmup, and look at these pictures."))
  }

  @Test func aPictureThatCannotBeReadIsNamed() throws {
    let trainer = try trainer(recipe(), missing: 7)
    let error = #expect(throws: (any Error).self) {
      // One epoch leaves four pictures out: two cover them all.
      try trainer.train(in: try folder("missing"))
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("'/no/such/picture-7.png' does not exist"))
  }

  @Test func classesMustAgree() throws {
    var recipe = recipe()
    recipe.network.classes = 10
    let error = #expect(throws: TrainingError.self) { _ = try trainer(recipe) }
    #expect(
      error?.description
        == "the network has 10 classes, the training data 3 and the validation data 3.")
  }

  @Test func statesOfOtherRunsAreRefused() throws {
    let run = try folder("small")
    #expect(try trainer(recipe(epochs: 1)).train(in: run))
    var wide = recipe(epochs: 1)
    wide.network.width = 1
    let other = try trainer(wide)
    #expect(throws: CheckpointError.self) { try other.resume(from: run) }
    let bytes = try scratch.data("small/state.safetensors")
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: run.stateFile))
    let error = #expect(throws: CheckpointError.self) {
      try trainer(recipe(epochs: 1)).resume(from: run)
    }
    #expect(error?.description.contains("is cut short") == true)
    // The weights are no state.
    try FileManager.default.removeItem(atPath: run.stateFile)
    try FileManager.default.copyItem(atPath: run.weightsFile(.last), toPath: run.stateFile)
    #expect(throws: WeightsMismatch.self) {
      try trainer(recipe(epochs: 1)).resume(from: run)
    }
  }

  @Test func weightsOfOtherClassesLoseTheirLastLayer() throws {
    let run = try folder("weights")
    #expect(try trainer(recipe(epochs: 1)).train(in: run))
    let same = try trainer(recipe())
    #expect(try same.load(weights: run.weightsFile(.last)) == [])
    var recipe = recipe()
    recipe.network.classes = 4
    struct FourClasses: ClassificationDataset {
      let base = TinyDataset(count: 8)
      let classNames = ["a", "b", "c", "d"]
      var count: Int { base.count }
      func label(at index: Int) -> Int { base.label(at: index) }
      func picture(at index: Int) -> PictureSource { base.picture(at: index) }
    }
    let other = try ClassifierTrainer(recipe, training: FourClasses(), validation: FourClasses())
    #expect(try other.load(weights: run.weightsFile(.last)) == ["fc.weight", "fc.bias"])
    #expect(other.store.all[0].value.scalars == same.store.all[0].value.scalars)
  }
}
