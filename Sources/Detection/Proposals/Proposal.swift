/// A box that may hold an object of any class.
public struct Proposal: Sendable, Hashable {
  public let box: Box
  /// The probability of an object, in 0...1.
  public let objectness: Float
}
