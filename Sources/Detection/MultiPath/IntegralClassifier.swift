import Autograd
import NeuralNet
import TensorCore

/// The linear classifiers of MultiPathNet's integral loss (arXiv 1604.02135, section 3.3): one for
/// each overlap threshold, all in one matrix product.
///
/// Class 0 is background here and nowhere else. Every classifier learns from every region, by its
/// own threshold; the authors' code draws a threshold and a classifier for each step, and by mistake
/// independently of each other.
struct IntegralClassifier {
  let thresholds: [Float]
  /// Classes and background.
  private let columns: Int
  private let linear: Linear

  init(_ builder: ParameterBuilder, inputs: Int, thresholds: [Float], classCount: Int) {
    self.thresholds = thresholds
    columns = classCount + 1
    linear = Linear(
      builder, inputs: inputs, outputs: thresholds.count * columns,
      initializer: .normal(standardDeviation: 0.01))
  }

  /// `[R x thresholds, 1 + classes]`, a region's rows together.
  private func logits(_ vectors: Variable) -> Variable {
    linear(vectors).reshaped(to: [vectors.shape[0] * thresholds.count, columns])
  }

  /// For each region the mean over the classifiers of each class's probability, background left out.
  func probabilities(_ vectors: Variable) -> [[Float]] {
    let heads = thresholds.count
    let scalars = logits(vectors).value.softmax().scalars
    return (0..<vectors.shape[0]).map { region in
      (1..<columns).map { column in
        let sum = (0..<heads).reduce(Float(0)) {
          $0 + scalars[(region * heads + $1) * columns + column]
        }
        return sum / Float(heads)
      }
    }
  }

  /// The mean cross-entropy over regions and classifiers, without those pairs that have no label.
  func loss(_ vectors: Variable, _ samples: [RegionSample]) -> Variable {
    let labels = samples.flatMap { sample in thresholds.map { sample.label(threshold: $0) } }
    return logits(vectors).softmaxCrossEntropy(labels: labels)
  }
}
