import Autograd
import Datasets
import TensorCore

/// What a classifier said of one picture of a data set.
package struct PicturePrediction: Sendable, Hashable {
  /// The picture's position in the data set.
  package let index: Int
  package let label: Int
  /// The most probable class; the first of equal ones.
  package let predicted: Int
  /// Of the predicted class, and of the label's, in 0...1.
  package let probability, labelProbability: Float

  package init(
    index: Int, label: Int, predicted: Int, probability: Float, labelProbability: Float
  ) {
    self.index = index
    self.label = label
    self.predicted = predicted
    self.probability = probability
    self.labelProbability = labelProbability
  }

  package var isRight: Bool { predicted == label }
}

extension Classifier {
  /// What it says of every picture, in their order.
  ///
  /// - Parameter progress: Called after each batch with the pictures done and in all.
  /// - Throws: ``TrainingError`` if the data set has other classes; `ImageError` for a picture that
  ///   cannot be decoded.
  package func predictions(
    _ dataset: any ClassificationDataset, batch size: Int, workers: Int,
    progress: (Int, Int) throws -> Void
  ) throws -> [PicturePrediction] {
    let classes = description.network.classes
    guard dataset.classNames.count == classes else {
      throw TrainingError(
        "the data set has \(dataset.classNames.count) classes, the network \(classes).")
    }
    let epoch = ClassificationEpoch(
      evaluating: dataset, description.preparation, batchSize: size)
    var predictions: [PicturePrediction] = []
    predictions.reserveCapacity(dataset.count)
    let loader = Prefetcher(0..<epoch.batchCount, workers: workers, make: epoch.batch)
    while let batch = try loader.next() {
      let logits = network(Variable(batch.pictures), .inference).value
      let probabilities = logits.softmax().scalars
      for (row, index) in batch.indices.enumerated() {
        let scores = probabilities[row * classes..<(row + 1) * classes]
        // `max` gives the last of equal ones.
        let predicted = scores.indices.min { scores[$0] > scores[$1] } ?? scores.startIndex
        let label = batch.labels[row]
        predictions.append(
          PicturePrediction(
            index: index, label: label, predicted: predicted - scores.startIndex,
            probability: scores[predicted], labelProbability: scores[scores.startIndex + label]))
      }
      try progress(predictions.count, dataset.count)
    }
    return predictions
  }
}
