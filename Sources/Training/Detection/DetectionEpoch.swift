import Detection

/// The batches of a training epoch, each made from its number alone.
package struct DetectionEpoch: TrainingEpoch {
  private let dataset: DetectionDataset
  private let recipe: DetectorRecipe
  private let epoch: Int
  private let order: [Int]
  private let batchSize: Int
  package let batchCount: Int

  /// The pictures in random order; what is left after the last whole batch is left out (other
  /// pictures in each epoch).
  init(_ dataset: DetectionDataset, _ pictures: [Int], _ recipe: DetectorRecipe, epoch: Int) {
    self.dataset = dataset
    self.recipe = recipe
    self.epoch = epoch
    order = RandomStream.order.permutation(of: pictures.count, seed: recipe.seed, epoch)
      .map { pictures[$0] }
    batchSize = min(recipe.batch, pictures.count)
    batchCount = pictures.count / max(batchSize, 1)
  }

  /// - Throws: `ImageError` or `DatasetError` if a picture cannot be used.
  package func batch(_ number: Int) throws -> DetectionBatch {
    let samples = try (number * batchSize..<(number + 1) * batchSize).map { position in
      let index = order[position]
      var generator = RandomStream.augmentation.generator(seed: recipe.seed, epoch, index)
      return try dataset.sample(
        at: index, sizing: recipe.inference.size, seeds: recipe.inference.proposals.seeds,
        recipe.augmentation, using: &generator)
    }
    return DetectionBatch(samples: samples, epoch: epoch)
  }
}
