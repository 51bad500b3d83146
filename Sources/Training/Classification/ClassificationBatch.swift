import Autograd
import TensorCore

/// Pictures with their labels, ready for the network.
package struct ClassificationBatch: TrainingBatch {
  /// Which pictures of the data set.
  let indices: [Int]
  /// `[N, size, size, 3]`.
  let pictures: Tensor
  let labels: [Int]
  /// The shares of the classes, `[N, classes]`, if they are not those of the labels alone.
  var targets: Tensor?

  package var count: Int { labels.count }

  package func part(_ range: Range<Int>) -> Self {
    Self(
      indices: Array(indices[range]), pictures: pictures.slice(range),
      labels: Array(labels[range]), targets: targets?.slice(range))
  }
}

extension ClassificationBatch {
  /// The mean cross-entropy of a network's logits for these pictures.
  func loss(_ logits: Variable) -> Variable {
    targets.map(logits.softmaxCrossEntropy(targets:)) ?? logits.softmaxCrossEntropy(labels: labels)
  }
}
