import Checkpoints
import Datasets
import Detection
import Foundation
import TensorCore
import TestSupport
import Testing
import Training

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
    return recipe
  }

  private func trainer(_ recipe: DetectorRecipe? = nil, workers: Int = 1) throws -> DetectorTrainer
  {
    let validation = try DetectionDataset(
      path: "\(folder.path)/shapes/val.json", images: nil, boxes: .untouched)
    return try DetectorTrainer(
      recipe ?? self.recipe, training: dataset, validation: validation, workers: workers)
  }

  private func run(_ name: String) throws -> RunFolder {
    let run = try RunFolder.create(name: name, output: "\(folder.path)/\(name)")
    try run.writeConfiguration("")
    return run
  }

  private func bytes(_ run: RunFolder) throws -> [Data] {
    try [run.weightsFile(.last), run.weightsFile(.best)].map {
      try Data(contentsOf: URL(fileURLWithPath: $0))
    }
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

  @Test func theLogHasALinePerEpoch() throws {
    let folder = try run("log")
    #expect(try trainer().train(in: folder))
    let log = try String(contentsOfFile: folder.logFile, encoding: .utf8)
    let epochs = try log.split(separator: "\n").map {
      try JSONDecoder().decode(DetectorEpochReport.self, from: Data($0.utf8))
    }
    #expect(epochs.map(\.epoch) == [1, 2, 3])
    #expect(epochs.allSatisfy { $0.AP != nil && $0.losses.total.isFinite })
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
