import Autograd
import Checkpoints
import Datasets
import Detection
import NeuralNet

/// What a detector's training consists of: its recipe, network and pictures.
package struct DetectorTask: TrainingTask {
  package let recipe: DetectorRecipe
  let detector: Detector
  let training: DetectionDataset
  let validation: DetectionDataset?
  /// Says what of the weights to start from was left out, and why; nil for nothing.
  package let skipped: String?
  /// The pictures of `training` that are used.
  private let pictures: [Int]

  /// - Throws: `TrainingError`, `DetectorError`, `CheckpointError` or `WeightsMismatch` if the
  ///   recipe, the data and the weights do not fit.
  init(
    _ recipe: DetectorRecipe, training: DetectionDataset, validation: DetectionDataset?,
    start: DetectorStart?
  ) throws {
    try recipe.validate()
    self.recipe = recipe
    self.training = training
    self.validation = validation
    guard training.coco.annotations.contains(where: \.isTarget) else {
      throw TrainingError(
        "'\(training.path)' has no objects to learn: its 'annotations' are empty or crowds only.")
    }
    pictures = recipe.dropsEmpty ? training.picturesWithObjects : Array(0..<training.count)
    if let validation {
      try Self.checkClasses(training, validation)
      guard validation.coco.annotations.contains(where: \.isTarget) else {
        throw TrainingError(
          "the \(validation.count) validation pictures of '\(validation.path)' have no objects, so"
            + " that there would be no AP; choose others with --val, or leave it out.")
      }
    }
    if let problem = recipe.inference.problem(for: training.categories) {
      throw TrainingError("inference: \(problem).")
    }
    detector = try Detector(recipe.architecture, categories: training.categories, seed: recipe.seed)
    skipped = try start?.load(into: detector)
    if recipe.freezesBatchNorm ?? (start != nil) { detector.freezeTrunkBatchNorm() }
    for name in Set(recipe.stages.flatMap(\.frozen)) {
      let stage = DetectorStage(epochs: 1, frozen: [name])
      guard detector.store.all.contains(where: { stage.freezes($0.name) }) else {
        throw TrainingError(
          "a stage freezes '\(name)', but no parameter's name starts so; examples are 'trunk',"
            + " 'trunk.layer1', 'features', 'proposals', 'regions' and 'localization'.")
      }
    }
  }

  package var store: ParameterStore { detector.store }

  package var data: TrainingData {
    TrainingData(
      classes: training.categories.map { "\($0.id) \($0.name)" }, training: pictures.count,
      validation: validation?.count ?? 0)
  }

  package func makeOptimizer() -> SGD {
    SGD(store.trainable, momentum: recipe.momentum, weightDecay: recipe.weightDecay)
  }

  package func writeExtras(to folder: RunFolder) {}

  package func epoch(_ number: Int) -> DetectionEpoch {
    DetectionEpoch(training, pictures, recipe, epoch: number)
  }

  /// Lets that learn what the epoch's stage does not freeze.
  package func begin(_ position: DetectorPosition, _ optimizer: SGD) {
    let stage = recipe.stage(ofEpoch: position.epoch).stage
    for parameter in optimizer.parameters {
      parameter.isTrainable = !stage.freezes(parameter.name)
    }
  }

  package func losses(
    of batch: DetectionBatch, _ tape: Tape, _ random: RandomSource
  ) -> (losses: [(loss: Variable, weight: Float)], sums: DetectorLossSums) {
    let losses = detector.losses(
      batch.samples, tape, recipe.sampling, random,
      only: recipe.stage(ofEpoch: batch.epoch).stage.losses)
    let values = DetectorLossValues(losses, recipe.sampling)
    return (losses.weighted(recipe.sampling), DetectorLossSums(values, images: batch.count))
  }

  package func names(of batch: DetectionBatch) -> [String] { batch.samples.map(\.name) }

  private static func checkClasses(
    _ training: DetectionDataset, _ validation: DetectionDataset
  ) throws {
    guard training.categories != validation.categories else { return }
    let known = Set(training.categories)
    let found = Set(validation.categories)
    let other =
      validation.categories.first { !known.contains($0) }
      ?? training.categories.first { !found.contains($0) } ?? training.categories[0]
    throw TrainingError(
      "'\(validation.path)' and '\(training.path)' have different categories, for example \(other.id)"
        + " '\(other.name)'; both must list the same ids and names.")
  }
}
