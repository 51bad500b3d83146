import Checkpoints
import Datasets
import Foundation
import Imaging
import TensorCore
import TestSupport
import Testing
import Training

/// The parts of a recipe that concern pictures and labels.
@Suite struct ClassifierDataRecipeTests {
  let scratch = ScratchFolder()

  @Test func thePapersSVHNRecipe() throws {
    let recipe = ClassifierRecipe(.svhn)
    #expect(recipe.network.name == "WRN-16-8" && recipe.network.classes == 10)
    #expect(recipe.network.dropout == 0.4)
    #expect((recipe.epochs, recipe.batch, recipe.learningRate) == (160, 128, 0.01))
    #expect((recipe.schedule.milestones, recipe.schedule.factor) == ([80, 120], 0.1))
    #expect((recipe.momentum, recipe.nesterov, recipe.weightDecay) == (0.9, true, 5e-4))
    #expect(recipe.augmentation == .none && recipe.normalization == .unit)
    try recipe.validate()
  }

  @Test func theOthersPictures() {
    for dataset in [ClassifierDataset.cifar10, .cifar100] {
      let recipe = ClassifierRecipe(dataset)
      #expect(recipe.normalization == .cifar && recipe.augmentation == .cifar)
    }
    let recipe = ClassifierRecipe(.imagenet)
    #expect(recipe.normalization == .imagenet)
    #expect((recipe.augmentation.colorJitter, recipe.augmentation.lighting) == (0.4, 0.1))
    #expect((recipe.augmentation.crop, recipe.augmentation.flip) == (.resized, true))
  }

  private static let numbers = ClassifierNormalization.affine(
    PictureNormalization(mean: [1, 2, 3], deviation: [4, 5, 6.5]))

  @Test(arguments: [
    (.cifar, "normalization: cifar\n"), (.imagenet, "normalization: imagenet\n"),
    (.unit, "normalization: unit\n"), (.zca, "normalization: zca\n"),
    (numbers, "normalization:\n  mean: [1, 2, 3]\n  deviation: [4, 5, 6.5]\n"),
  ])
  func normalizationInYAML(normalization: ClassifierNormalization, text: String) throws {
    var recipe = ClassifierRecipe(.cifar10)
    recipe.normalization = normalization
    recipe.labelSmoothing = 0.1
    recipe.mixup = 0.2
    let yaml = try recipe.yaml()
    #expect(yaml.contains(text), "\(yaml)")
    #expect(try ClassifierRecipe(yaml: yaml, path: "config.yaml") == recipe)
    let other = yaml.replacing(text, with: "normalization: whiten\n")
    let error = #expect(throws: TrainingError.self) {
      try ClassifierRecipe(yaml: other, path: "config.yaml")
    }
    #expect(
      error?.description
        == "'config.yaml' is no recipe of a classifier: 'normalization' is 'whiten';"
        + " expected cifar, imagenet, unit or zca, or a mean and a deviation.")
  }

  /// A recipe's numbers are on the scale of bytes: torchvision's would make inputs of 1,000.
  @Test func deviationsOfTheScaleToOne() throws {
    func read(_ deviation: String) throws -> ClassifierRecipe {
      try ClassifierRecipe(
        yaml: "dataset: imagenet\nnormalization: {mean: [0, 1, 2], deviation: \(deviation)}",
        path: "r.yaml")
    }
    let error = #expect(throws: TrainingError.self) { try read("[0.229, 58, 57.375]") }
    #expect(
      error?.description
        == "'r.yaml' is no recipe of a classifier: 'normalization.deviation' is [0.229, 58, 57.375];"
        + " expected numbers of at least 1: recipes give mean and deviation of pixel values 0...255"
        + " (58.4 rather than 0.229).")
    #expect(
      try read("[1, 1, 1]").normalization
        == .affine(PictureNormalization(mean: [0, 1, 2], deviation: [1, 1, 1])))
  }

  @Test func valuesOutOfRange() {
    func expect(
      _ message: String, _ dataset: ClassifierDataset = .cifar10,
      _ change: (inout ClassifierRecipe) -> Void
    ) {
      var recipe = ClassifierRecipe(dataset)
      change(&recipe)
      let error = #expect(throws: TrainingError.self) { try recipe.validate() }
      #expect(error?.description == message)
    }
    expect("labelSmoothing must be in 0..<1, got 1.0.") { $0.labelSmoothing = 1 }
    expect("mixup must be an alpha in 0...100, got -0.1.") { $0.mixup = -0.1 }
    expect("colorJitter must be in 0...1, got 1.5.") { $0.augmentation.colorJitter = 1.5 }
    expect("lighting must be 0 to 10 deviations, got nan.") { $0.augmentation.lighting = .nan }
    expect("erasing must be in 0...1, got 2.0.") { $0.augmentation.erasing = 2 }
    expect("normalization needs three means and three deviations above 0.") {
      $0.normalization = .affine(PictureNormalization(mean: [0, 0, 0], deviation: [1, 0, 1]))
    }
    let whitened =
      "zca is for networks of the cifar family, with a crop of none or padded and colours as they are."
    expect(whitened, .imagenet) { $0.normalization = .zca }
    expect(whitened) {
      $0.normalization = .zca
      $0.augmentation.lighting = 0.1
    }
  }

  private func recipe() -> ClassifierRecipe {
    var recipe = ClassifierRecipe(.cifar10, classes: 3)
    recipe.data = scratch.path
    recipe.network.depth = 10
    recipe.network.width = 0.5
    recipe.batch = 8
    recipe.normalization = .zca
    recipe.labelSmoothing = 0.1
    recipe.mixup = 0.4
    recipe.augmentation.erasing = 0.5
    recipe.setEpochs(2)
    return recipe
  }

  private func train(_ name: String, stops: [Int], workers: Int) throws -> Data {
    let run = try RunFolder.create(name: name, output: scratch.file(name))
    try run.writeConfiguration(try recipe().yaml())
    let training = TinyDataset(count: 44)
    for (index, stop) in (stops + [.max]).enumerated() {
      let whitening = try recipe().whitening(of: training, resuming: index > 0 ? run : nil) { _ in }
      let trainer = try ClassifierTrainer(
        recipe(), training: training, validation: TinyDataset(count: 10, seed: 2),
        whitening: whitening, workers: workers)
      if index > 0 { try trainer.resume(from: try RunFolder.open(run.path)) }
      var asked = 0
      _ = try trainer.train(
        in: run,
        isInterrupted: {
          asked += 1
          return asked >= stop
        })
    }
    return try scratch.data("\(name)/last.safetensors")
  }

  /// Whitening, mixup, smoothing and erasing: the same bytes for any number of workers and
  /// interruptions, and weights that are used with the whitening of their run.
  @Test func isRepeatedToTheBit() throws {
    let whole = try train("whole", stops: [], workers: 1)
    #expect(try train("again", stops: [], workers: 3) == whole)
    #expect(try train("stopped", stops: [3, 4], workers: 2) == whole)

    let weights = scratch.file("whole/last.safetensors")
    let classifier = try Classifier(contentsOfFile: weights)
    let metrics = try classifier.evaluate(TinyDataset(count: 10, seed: 2))
    let log = try scratch.text("whole/log.jsonl").split(separator: "\n").last.map(String.init) ?? ""
    let report = try JSONDecoder().decode(ClassifierEpochReport.self, from: Data(log.utf8))
    // Batches of another size are multiplied in other blocks.
    #expect(Tolerance.float32.accepts(try #require(report.loss), metrics.loss))

    let others = scratch.file("whole/whitening.safetensors")
    try SafetensorsFile.write(
      [("mean", Tensor([3])), ("matrix", Tensor([3, 3]))], metadata: [:], to: others)
    #expect(throws: CheckpointError.self) { _ = try Classifier(contentsOfFile: weights) }
    try FileManager.default.removeItem(atPath: others)
    let error = #expect(throws: CheckpointError.self) {
      _ = try Classifier(contentsOfFile: weights)
    }
    #expect(
      error?.description.hasSuffix(
        "was trained on whitened pictures and needs 'whitening.safetensors' of its run beside it.")
        == true)
  }

  /// Neither of them without the other.
  @Test func aWhiteningIsNeededWithZCAAlone() throws {
    let training = TinyDataset(count: 9)
    #expect(throws: TrainingError.self) {
      _ = try ClassifierTrainer(recipe(), training: training, validation: training)
    }
  }
}
