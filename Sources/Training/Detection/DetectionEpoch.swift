import Detection

/// The batches of a training epoch, each made from its number alone.
struct DetectionEpoch: Sendable {
  private let dataset: DetectionDataset
  private let recipe: DetectorRecipe
  private let epoch: Int
  private let order: [Int]
  private let batchSize: Int
  let batchCount: Int

  /// All pictures in random order; what is left after the last whole batch is left out (other
  /// pictures in each epoch).
  init(_ dataset: DetectionDataset, _ recipe: DetectorRecipe, epoch: Int) {
    self.dataset = dataset
    self.recipe = recipe
    self.epoch = epoch
    order = RandomStream.order.permutation(of: dataset.count, seed: recipe.seed, epoch)
    batchSize = min(recipe.batch, dataset.count)
    batchCount = dataset.count / max(batchSize, 1)
  }

  /// - Throws: `ImageError` or `DatasetError` if a picture cannot be used.
  func batch(_ number: Int) throws -> [DetectionSample] {
    try (number * batchSize..<(number + 1) * batchSize).map { position in
      let index = order[position]
      var generator = RandomStream.augmentation.generator(seed: recipe.seed, epoch, index)
      return try dataset.sample(
        at: index, sizing: recipe.inference.size, seeds: recipe.inference.proposals.seeds,
        recipe.augmentation,
        using: &generator)
    }
  }
}
