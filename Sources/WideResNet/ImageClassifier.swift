import Autograd
import NeuralNet

/// A network that gives a score to each class.
public protocol ImageClassifier {
  var classCount: Int { get }

  /// Logits `[N, classCount]` of normalised pictures `[N, H, W, 3]`.
  func callAsFunction(_ pictures: Variable, _ mode: Mode) -> Variable
}
