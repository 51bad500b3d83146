/// A box that may hold an object of any class.
public struct Proposal: Sendable, Hashable {
  public let box: Box
  /// The probability of an object, in 0...1.
  public let objectness: Float
  /// How early multi-threshold suppression took the box (``MultiThresholdSuppression``); 0 without it.
  public let level: Int

  package init(box: Box, objectness: Float, level: Int = 0) {
    self.box = box
    self.objectness = objectness
    self.level = level
  }

  /// What proposals are sorted by, higher is better: objectness plus level, as AttractioNet writes it.
  public var score: Float { objectness + Float(level) }
}
