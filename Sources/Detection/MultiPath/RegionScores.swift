/// What the region classifier says of a region.
package struct RegionScores: Sendable, Hashable {
  /// The probability of each class, background left out.
  package let probabilities: [Float]
  /// The region moved onto an object of each class, not clipped; nil without a box regressor.
  package let boxes: [Box]?
}
