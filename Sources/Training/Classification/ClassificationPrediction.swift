/// What a network says of one picture of a data set.
public struct ClassificationPrediction: Sendable, Hashable {
  /// Which picture.
  public let picture: Int
  public let label: Int
  /// The class with the highest score; the first of equal ones.
  public let predicted: Int
  /// Of the predicted class, in 0...1.
  public let probability: Float

  package init(picture: Int, label: Int, predicted: Int, probability: Float) {
    self.picture = picture
    self.label = label
    self.predicted = predicted
    self.probability = probability
  }

  package var isRight: Bool { predicted == label }
}
