import Autograd
import Checkpoints
import Datasets
import Foundation
import Imaging
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
    let summary = reports.map { report in
      "\(report.epoch) \(report.trainingLoss) \(report.trainingTop1) "
        + [report.loss, report.top1, report.error, report.best].map { "\($0 ?? -1)" }.joined(
          separator: " ")
    }
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

  private func uninterrupted(_ recipe: ClassifierRecipe? = nil) throws -> [Data] {
    let run = try folder("whole")
    #expect(try trainer(recipe ?? self.recipe()).train(in: run))
    return try result("whole")
  }

  /// Everything that a resumed training must remember or draw again.
  private func recipeOfAll() -> ClassifierRecipe {
    var recipe = recipe(epochs: 6)
    recipe.network.stochasticDepth = 0.3
    recipe.accumulation = 3
    recipe.labelSmoothing = 0.1
    recipe.mixup = 0.2
    recipe.augmentation.erasing = 0.3
    recipe.ema = 0.9
    recipe.flipTest = true
    recipe.evaluateEvery = 2
    recipe.weightDecayOnNorms = false
    recipe.patience = 4
    return recipe
  }

  /// Runs until `stop` steps are done in all, then resumes with a new trainer, until the recipe is
  /// complete.
  private func interrupted(
    after stops: [Int], _ name: String, _ recipe: ClassifierRecipe? = nil
  ) throws -> [Data] {
    let run = try folder(name)
    for (index, stop) in (stops + [.max]).enumerated() {
      let trainer = try trainer(recipe ?? self.recipe())
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

  @Test func resumingGivesTheSameBytesWithEveryOption() throws {
    let whole = try uninterrupted(recipeOfAll())
    // Two epochs ask 12 times, since only the second one is evaluated.
    for (index, stops) in [[3], [5], [11], [12], [17, 4], [1, 1, 9, 2]].enumerated() {
      let resumed = try interrupted(after: stops, "resumed-\(index)", recipeOfAll())
      #expect(resumed == whole, "stopped after \(stops)")
    }
  }

  private struct Crash: Error {}

  /// A crash saves nothing: what was done since the last saved state is done again.
  @Test(arguments: [Duration.zero, .seconds(600)])
  func crashesChangeNothing(saveInterval: Duration) throws {
    let whole = try uninterrupted(recipeOfAll())
    // An epoch reports its steps, two batches of evaluation in every second one, and its end.
    for (index, crashes) in [[8], [13], [14, 3, 20], [7, 7, 7]].enumerated() {
      let run = try folder("crashed-\(index)")
      for crash in crashes + [.max] {
        let trainer = try trainer(recipeOfAll(), saveInterval: saveInterval)
        if scratch.exists("crashed-\(index)/state.safetensors") { try trainer.resume(from: run) }
        var reports = 0
        do {
          let isComplete = try trainer.train(
            in: run,
            report: { _ in
              reports += 1
              if reports == crash { throw Crash() }
            })
          #expect(crash == .max && isComplete)
        } catch is Crash {}
      }
      #expect(try result("crashed-\(index)") == whole, "crashed after \(crashes)")
    }
  }

  @Test func threadsChangeNothingWithEveryOption() throws {
    let whole = try uninterrupted(recipeOfAll())
    for size in [1, 2, 3] {
      let run = try folder("threads-\(size)")
      let isComplete = try ThreadPool.$current.withValue(ThreadPool(size: size)) {
        try trainer(recipeOfAll(), workers: size).train(in: run)
      }
      #expect(isComplete)
      #expect(try result("threads-\(size)") == whole)
    }
  }

  @Test func savedStatesOnTheWayChangeNothing() throws {
    let whole = try uninterrupted()
    let run = try folder("saving")
    #expect(try trainer(recipe(), saveInterval: .zero).train(in: run))
    #expect(try result("saving") == whole)
  }

  /// The position in the saved state at each report of an evaluation.
  private func positions(
    in run: RunFolder, saveInterval: Duration, atFirst: () throws -> Void = {}
  ) throws -> [String] {
    var positions: [String] = []
    let trainer = try trainer(recipe(epochs: 2), saveInterval: saveInterval)
    _ = try trainer.train(
      in: run,
      report: { progress in
        switch progress {
        case .step(let step):
          // A tenth of two seconds has passed since the last state, two seconds have not.
          if step.step == step.steps { Thread.sleep(forTimeInterval: 0.3) }
        case .evaluating:
          if positions.isEmpty { try atFirst() }
          positions.append(try SafetensorsFile(run.stateFile).metadata["position"] ?? "")
        case .epoch: break
        }
      })
    return positions
  }

  /// An evaluation may take an hour: a kill in it must not cost the steps before.
  @Test func stepsAreSavedBeforeAnEvaluation() throws {
    let run = try folder("whole")
    let killed = try folder("killed")
    let positions = try positions(in: run, saveInterval: .seconds(2)) {
      try scratch.file("killed/state.safetensors", scratch.data("whole/state.safetensors"))
    }
    #expect(positions.count == 4 && positions.allSatisfy { $0.contains("\"step\":5,") })
    let trainer = try trainer(recipe(epochs: 2))
    try trainer.resume(from: killed)
    #expect(trainer.progress.steps == 5)
    #expect(try trainer.train(in: killed))
    #expect(try result("killed") == result("whole"))
  }

  @Test func noStateIsWrittenForAMomentsWork() throws {
    let positions = try positions(in: try folder("quick"), saveInterval: .seconds(600))
    #expect(positions.count == 4 && positions.allSatisfy { $0.contains("\"step\":0,") })
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

  @Test func epochsWithoutEvaluation() throws {
    var recipe = recipe(epochs: 5)
    recipe.evaluateEvery = 2
    let run = try folder("seldom")
    var reports: [ClassifierEpochReport] = []
    let trainer = try trainer(recipe)
    _ = try trainer.train(
      in: run, report: { if case .epoch(let report) = $0 { reports.append(report) } })
    #expect(reports.map { $0.top1 != nil } == [false, true, false, true, true])
    #expect(reports.map { $0.error != nil } == [false, true, false, true, true])
    #expect(reports[0].best == nil && reports[2].best == reports[1].top1)
    #expect(reports.allSatisfy { (0...1).contains($0.waiting ?? -1) && $0.ema == nil })
    let lines = try scratch.text("seldom/log.jsonl").split(separator: "\n")
    #expect(lines.map { $0.contains("\"loss\"") } == [false, true, false, true, true])
    let result = try #require(trainer.result(in: run))
    #expect((result.epoch, result.epochs) == (5, 5))
    #expect(result.error == reports[4].error && result.top5Error == 0)
    #expect(result.bestError == reports.compactMap(\.error).min())
  }

  @Test func patienceEndsATraining() throws {
    var recipe = recipe(epochs: 10)
    recipe.learningRate = 1e-12
    recipe.momentum = 0
    recipe.weightDecay = 0
    recipe.patience = 2
    let run = try folder("patient")
    let first = try trainer(recipe)
    #expect(try first.train(in: run))
    let best = try #require(first.best?.epoch)
    #expect(first.progress == (best + 2, 0) && best + 2 < 10)
    let again = try trainer(recipe)
    try again.resume(from: run)
    #expect(try again.train(in: run) && again.progress == first.progress)
    #expect(again.result(in: run) == first.result(in: run))
  }

  @Test func theAverageIsEvaluatedAndSaved() throws {
    var recipe = recipe(epochs: 2)
    recipe.ema = 0.95
    let run = try folder("average")
    var reports: [ClassifierEpochReport] = []
    let trainer = try trainer(recipe)
    _ = try trainer.train(
      in: run, report: { if case .epoch(let report) = $0 { reports.append(report) } })
    #expect(reports.map(\.ema) == [0.95, 0.95])
    let last = try SafetensorsFile(run.weightsFile(.last))
    let state = try SafetensorsFile(run.stateFile)
    for name in last.names {
      let average = try last.tensor(name).scalars
      #expect(average == (try state.tensor("average.\(name)").scalars), "'\(name)'")
      #expect(average != (try state.tensor("model.\(name)").scalars), "'\(name)'")
    }
    let metrics = try Classifier(contentsOfFile: last.path).evaluate(
      TinyDataset(count: 10, seed: 2))
    #expect(abs(metrics.loss - (reports[1].loss ?? 0)) < 1e-5)
    #expect(metrics.top1 == reports[1].top1)
  }

  /// One picture of one colour, whatever the label: no change of it shows, and batch normalisation
  /// sees the same in each part.
  private struct OnePicture: ClassificationDataset {
    let classNames = ["red", "green", "blue"]
    let count = 8
    func label(at index: Int) -> Int { index % 3 }
    func picture(at index: Int) -> PictureSource {
      let pixels = (0..<32 * 32 * 3).map { [UInt8](arrayLiteral: 200, 100, 50)[$0 % 3] }
      return .pixels(pixels[...], width: 32, height: 32)
    }
  }

  @Test func partsOfABatchGiveTheGradientOfTheWhole() throws {
    func weights(_ accumulation: Int) throws -> [Tensor] {
      var recipe = recipe(epochs: 1)
      recipe.network.dropout = 0
      recipe.accumulation = accumulation
      let trainer = try ClassifierTrainer(
        recipe, training: OnePicture(), validation: OnePicture())
      let run = try RunFolder.create(name: "x", output: scratch.file("parts-\(accumulation)"))
      #expect(try trainer.train(in: run))
      return trainer.store.trainable.map(\.value)
    }
    let whole = try weights(1)
    for accumulation in [2, 3, 8] {
      for (part, whole) in zip(try weights(accumulation), whole) {
        let largest = zip(part.scalars, whole.scalars).map { abs($0 - $1) }.max() ?? 0
        #expect(largest < 2e-5)
      }
    }
  }

  @Test func mirrorImagesCountAsMuch() throws {
    struct Mirrored: ClassificationDataset {
      let base: TinyDataset
      let classNames = ["red", "green", "blue"]
      var count: Int { base.count }
      func label(at index: Int) -> Int { base.label(at: index) }
      func picture(at index: Int) -> PictureSource {
        guard case .pixels(let pixels, let width, let height) = base.picture(at: index) else {
          return base.picture(at: index)
        }
        let image = Image(width: width, height: height, pixels: Array(pixels))
        return .pixels(image.flippedHorizontally().pixels[...], width: width, height: height)
      }
    }
    let run = try folder("flip")
    #expect(try trainer(recipe(epochs: 2)).train(in: run))
    let classifier = try Classifier(contentsOfFile: run.weightsFile(.last))
    let pictures = TinyDataset(count: 10, seed: 2)
    func loss(_ dataset: any ClassificationDataset, flipTest: Bool) throws -> Double {
      try classifier.evaluate(dataset, flipTest: flipTest).loss
    }
    let mirrored = Mirrored(base: pictures)
    #expect(try loss(pictures, flipTest: false) != loss(mirrored, flipTest: false))
    #expect(try abs(loss(pictures, flipTest: true) - loss(mirrored, flipTest: true)) < 1e-6)
    let tensor = Tensor([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], shape: [1, 2, 3, 2])
    #expect(tensor.mirrored().scalars == [5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8])
  }

  /// A state as version 0.1 wrote it knows neither waiting times nor the newest evaluation.
  @Test func statesOfOlderRuns() throws {
    let whole = try uninterrupted()
    let run = try folder("old")
    var asked = 0
    _ = try trainer(recipe()).train(in: run) {
      asked += 1
      return asked == 10
    }
    let state = try SafetensorsFile(run.stateFile)
    var metadata = state.metadata
    let position = try #require(metadata["position"])
    metadata["position"] =
      position
      .replacing(/"last":\{[^}]*\},/, with: "").replacing(/,"waitingSeconds":[^,}]*/, with: "")
    #expect(metadata["position"]?.contains(/last"|waiting/) == false)
    let tensors = try state.names.map { ($0, try state.tensor($0)) }
    try SafetensorsFile.write(tensors, metadata: metadata, to: run.stateFile)
    let resumed = try trainer(recipe())
    try resumed.resume(from: run)
    #expect(try resumed.train(in: run))
    #expect(try result("old") == whole)
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

  /// A run that was stopped after the last of five steps, of 44 pictures; 39 are four steps.
  @Test func fewerPicturesThanBefore() throws {
    struct OtherNames: ClassificationDataset {
      let base = TinyDataset(count: 39)
      let classNames = ["red", "green", "violet"]
      var count: Int { base.count }
      func label(at index: Int) -> Int { base.label(at: index) }
      func picture(at index: Int) -> PictureSource { base.picture(at: index) }
    }
    let run = try folder("fewer")
    var asked = 0
    _ = try trainer(recipe()).train(in: run) {
      asked += 1
      return asked == 6
    }
    let other = try ClassifierTrainer(
      recipe(), training: OtherNames(), validation: TinyDataset(count: 10, seed: 2))
    let error = #expect(throws: TrainingError.self) { try other.resume(from: run) }
    #expect(error?.description.hasPrefix("the run began with other classes: ") == true)

    let fewer = try ClassifierTrainer(
      recipe(), training: TinyDataset(count: 39), validation: TinyDataset(count: 10, seed: 2))
    let note = try fewer.resume(from: run)
    #expect(note?.hasPrefix("the run began with 44 + 10 pictures, there are 39 + 10 now;") == true)
    #expect(fewer.progress.steps == 4)
    #expect(try fewer.train(in: run))
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
    #expect(try same.load(weights: run.weightsFile(.last)) == nil)
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
    let path = run.weightsFile(.last)
    let head = try #require(try other.load(weights: path))
    #expect(
      head.description
        == "left out of '\(path)': fc.weight, fc.bias; the last layer starts anew: the file has 3"
        + " classes, the data 4.")
    #expect(other.store.all[0].value.scalars == same.store.all[0].value.scalars)
  }
}
