import Datasets
import TensorCore

/// Pictures with their labels, ready for the network.
struct ClassificationBatch: Sendable {
  /// Which pictures of the data set.
  let indices: [Int]
  /// `[N, size, size, 3]`.
  let pictures: Tensor
  let labels: [Int]
}

/// The batches of an epoch, each made from its number alone.
struct ClassificationEpoch: Sendable {
  private enum Purpose {
    case evaluation
    case training(seed: UInt64, epoch: Int)
  }

  private let dataset: any ClassificationDataset
  private let preparation: PicturePreparation
  private let purpose: Purpose
  private let order: [Int]
  private let batchSize: Int
  let batchCount: Int

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
    batchSize: Int, seed: UInt64, epoch: Int
  ) {
    self.dataset = dataset
    self.preparation = preparation
    self.batchSize = min(batchSize, dataset.count)
    purpose = .training(seed: seed, epoch: epoch)
    order = RandomStream.order.permutation(of: dataset.count, seed: seed, epoch)
    batchCount = dataset.count / max(self.batchSize, 1)
  }

  /// - Throws: `ImageError` if a picture cannot be decoded.
  func batch(_ number: Int) throws -> ClassificationBatch {
    let range = number * batchSize..<min((number + 1) * batchSize, order.count)
    let indices = Array(order[range])
    let size = preparation.size
    var pictures = Tensor(uninitialized: [indices.count, size, size, 3])
    try pictures.withMutableFloats { floats in
      for (position, index) in indices.enumerated() {
        let target = floats + position * preparation.scalarCount
        let picture = dataset.picture(at: index)
        switch purpose {
        case .evaluation: try preparation.write(picture, to: target)
        case .training(let seed, let epoch):
          var generator = RandomStream.augmentation.generator(seed: seed, epoch, index)
          try preparation.write(picture, using: &generator, to: target)
        }
      }
    }
    return ClassificationBatch(
      indices: indices, pictures: pictures, labels: indices.map(dataset.label))
  }
}
