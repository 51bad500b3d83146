import Autograd
import Checkpoints
import Datasets

import NeuralNet
import TensorCore
import WideResNet

/// A trained network that names what pictures show.
public final class Classifier {
  public let description: ClassifierDescription
  let network: any ImageClassifier
  private let preparation: PicturePreparation

  /// Loads a weights file of this package, or one with the tensor names of torchvision's ResNet-18
  /// and -34 or of a CIFAR Wide ResNet.
  /// - Throws: `CheckpointError` or `WeightsMismatch` if the file cannot be read or is of another
  ///   network.
  public init(contentsOfFile path: String) throws {
    let file = try SafetensorsFile(path)
    description = try ClassifierDescription(file)
    let store = ParameterStore()
    network = try description.network.makeNetwork(ParameterBuilder(store, seed: 0))
    try store.load(file)
    preparation = try description.preparation(besideFile: path)
  }

  /// Logits' agreement with the labels of a whole data set.
  ///
  /// - Parameters:
  ///   - flipTest: Whether to take the mean logits of each picture and its mirror image.
  ///   - progress: Called after each batch with the pictures done and in all.
  /// - Throws: `CheckpointError` if the data set's classes are not the network's; `ImageError` for
  ///   a picture that cannot be decoded.
  public func evaluate(
    _ dataset: any ClassificationDataset, batch: Int = 128, flipTest: Bool = false,
    workers: Int = 1,
    progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws -> ClassificationMetrics {
    guard dataset.classNames.count == description.network.classes else {
      throw TrainingError(
        "the data set has \(dataset.classNames.count) classes, the network"
          + " \(description.network.classes).")
    }
    let epoch = ClassificationEpoch(evaluating: dataset, preparation, batchSize: batch)
    let metrics = try network.evaluate(epoch, flipTest: flipTest, workers: workers) { metrics in
      try progress(metrics.images, dataset.count)
      return true
    }
    return metrics ?? ClassificationMetrics()
  }

  /// One class of a prediction.
  public struct Guess: Sendable, Hashable {
    public let className: String
    /// What people call it, if that is more than its name.
    public let title: String?
    public let index: Int
    /// In 0...1.
    public let probability: Float
  }

  /// The most probable classes of a picture, best first.
  /// - Throws: `ImageError` if it cannot be decoded.
  public func predict(_ picture: PictureSource, top count: Int) throws -> [Guess] {
    let size = preparation.size
    let input = try preparation.tensor(picture).reshaped(to: [1, size, size, 3])
    let probabilities = network(Variable(input), .inference).value.softmax().scalars
    let order = probabilities.indices.sorted {
      (probabilities[$1], $0) < (probabilities[$0], $1)
    }
    return order.prefix(count).map {
      Guess(
        className: description.classNames[$0], title: description.classTitles?[$0], index: $0,
        probability: probabilities[$0])
    }
  }
}
