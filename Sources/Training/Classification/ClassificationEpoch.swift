import Datasets

/// The batches of an epoch, each made from its number alone.
package struct ClassificationEpoch: TrainingEpoch {
  private enum Purpose {
    case evaluation
    case training(seed: UInt64, epoch: Int, TargetMixing)
  }

  private let dataset: any ClassificationDataset
  private let preparation: PicturePreparation
  private let purpose: Purpose
  private let order: [Int]
  private let batchSize: Int
  package let batchCount: Int

  /// All pictures in order; the last batch may be smaller.
  init(
    evaluating dataset: any ClassificationDataset, _ preparation: PicturePreparation,
    batchSize: Int
  ) {
    self.dataset = dataset
    self.preparation = preparation
    self.batchSize = batchSize
    purpose = .evaluation
    order = Array(0..<dataset.count)
    batchCount = (dataset.count + batchSize - 1) / batchSize
  }

  /// All pictures in random order and changed at random. As in the authors' code, what is left
  /// after the last whole batch is left out (other pictures in each epoch).
  init(
    training dataset: any ClassificationDataset, _ preparation: PicturePreparation,
    batchSize: Int, seed: UInt64, epoch: Int, mixing: TargetMixing = TargetMixing()
  ) {
    self.dataset = dataset
    self.preparation = preparation
    self.batchSize = min(batchSize, dataset.count)
    purpose = .training(seed: seed, epoch: epoch, mixing)
    order = RandomStream.order.permutation(of: dataset.count, seed: seed, epoch)
    batchCount = dataset.count / max(self.batchSize, 1)
  }

  /// - Throws: `ImageError` if a picture cannot be decoded.
  package func batch(_ number: Int) throws -> ClassificationBatch {
    let range = number * batchSize..<min((number + 1) * batchSize, order.count)
    let indices = Array(order[range])
    let (sources, labels) = (indices.map(dataset.picture), indices.map(dataset.label))
    switch purpose {
    case .evaluation:
      return ClassificationBatch(
        indices: indices, pictures: try preparation.tensor(sources), labels: labels)
    case .training(let seed, let epoch, let mixing):
      let generators = indices.map {
        RandomStream.augmentation.generator(seed: seed, epoch, $0)
      }
      var pictures = try preparation.tensor(sources, using: generators)
      guard mixing.isActive else {
        return ClassificationBatch(indices: indices, pictures: pictures, labels: labels)
      }
      let targets = mixing.targets(
        labels: labels, classes: dataset.classNames.count, mixing: &pictures,
        using: RandomStream.mixup.generator(seed: seed, epoch, number))
      return ClassificationBatch(
        indices: indices, pictures: pictures, labels: labels, targets: targets)
    }
  }
}
