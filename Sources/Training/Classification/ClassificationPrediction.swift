/// What a network says of one picture of a data set.
public struct ClassificationPrediction: Sendable, Hashable {
  /// Which picture.
  public let picture: Int
  public let label: Int
  /// The class with the highest score; the first of equal ones.
  public let predicted: Int
  /// Of the predicted class, in 0...1.
  public let probability: Float
}
