import Autograd
import Checkpoints
import Datasets
import NeuralNet
import TensorCore
import WideResNet

/// A trained network that names what pictures show.
public final class Classifier {
  public let description: ClassifierDescription
  /// What was assumed of a file that does not describe itself, in one sentence; nil if it does.
  public let assumption: String?
  package let network: any ImageClassifier
  package let store = ParameterStore()
  let preparation: PicturePreparation

  /// Loads a weights file of this package, or one of PyTorch's world whose tensors are named by a
  /// `NameConvention`.
  /// - Parameter options: What is known better than the file tells.
  /// - Throws: `CheckpointError` or `WeightsMismatch` if the file cannot be read or is of another
  ///   network; ``TrainingError`` if the options do not fit it.
  public init(
    contentsOfFile path: String, options: ClassifierOptions = ClassifierOptions()
  ) throws {
    let file = try SafetensorsFile(path)
    let names = WeightNames(of: file, options.names)
    var description = try ClassifierDescription(of: file, names)
    try description.apply(options)
    network = try description.network.makeNetwork(ParameterBuilder(uninitialized: store))
    try store.load(file, names: names, network: description.network.name)
    preparation = try description.preparation(besideFile: path)
    assumption =
      ClassifierDescription.isStored(in: file)
      ? nil : "'\(path)' does not describe itself: \(description.text)."
    self.description = description
  }

  /// Logits' agreement with the labels of a whole data set.
  ///
  /// - Parameters:
  ///   - flipTest: Whether the logits are the mean of those of each picture and its mirror image.
  ///   - progress: Called after each batch with the pictures done and in all.
  ///   - each: Called for each picture, in order.
  /// - Throws: ``TrainingError`` if the data set's classes are not the network's; `ImageError` for
  ///   a picture that cannot be decoded.
  public func evaluate(
    _ dataset: any ClassificationDataset, batch: Int = 128, workers: Int = 1,
    flipTest: Bool = false,
    progress: (Int, Int) throws -> Void = { _, _ in },
    each: ((ClassificationPrediction) throws -> Void)? = nil
  ) throws -> ClassificationMetrics {
    guard dataset.classNames.count == description.network.classes else {
      throw TrainingError(
        "the data set has \(dataset.classNames.count) classes, the network"
          + " \(description.network.classes).")
    }
    let epoch = ClassificationEpoch(evaluating: dataset, preparation, batchSize: batch)
    let metrics = try network.evaluate(epoch, flipTest: flipTest, each: each, workers: workers) {
      metrics in
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
    guesses(try logits(picture), top: count)
  }

  /// The score of each class, before the softmax.
  /// - Throws: `ImageError` if the picture cannot be decoded.
  public func logits(_ picture: PictureSource) throws -> [Float] {
    let size = preparation.size
    let input = try preparation.tensor(picture).reshaped(to: [1, size, size, 3])
    return network.logits(of: input, flipTest: false).scalars
  }

  /// The most probable classes, best first, of what ``logits(_:)`` gave.
  public func guesses(_ logits: [Float], top count: Int) -> [Guess] {
    let probabilities = Tensor(logits, shape: [1, logits.count]).softmax().scalars
    let order = probabilities.indices.sorted {
      (probabilities[$1], $0) < (probabilities[$0], $1)
    }
    return order.prefix(count).map {
      Guess(
        className: description.classNames[$0], title: description.classTitles?[$0], index: $0,
        probability: probabilities[$0])
    }
  }

  /// Writes the weights with their description.
  ///
  /// - Parameter names: Whose names the tensors get; nil for the usual ones of PyTorch's world for
  ///   such a network.
  /// - Returns: Whose names they are.
  /// - Throws: `CheckpointError` if the convention has no such network or a weight is too large for
  ///   the type, or another whitening is in the way; `FileWriteError` if the file cannot be written.
  public func write(
    to path: String, names: NameConvention? = nil, type: WeightType = .f32
  ) throws -> NameConvention {
    let names = names ?? .usual(for: store.all.map(\.name))
    let metadata = ["format": "pt", ClassifierDescription.key: try description.json()]
    try preparation.whitening?.write(besideFile: path)
    try store.write(to: path, metadata: metadata, names: names, type: type)
    return names
  }
}

extension ClassifierDescription {
  /// The network and how pictures are prepared for it, for people.
  fileprivate var text: String {
    func list(_ values: [Float]) -> String {
      values.map { String((Double($0) / 255 * 10_000).rounded() / 10_000) }.joined(separator: ",")
    }
    return "taken for \(network.name) with \(network.classes) classes; pictures resized to"
      + " \(fitting.shorterSide) (\(fitting.filter)), cropped to \(fitting.size), mean"
      + " \(list(normalization.mean)), std \(list(normalization.deviation))"
  }
}
