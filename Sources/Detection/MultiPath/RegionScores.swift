/// What the region classifier says of a region.
package struct RegionScores: Sendable, Hashable {
  /// The probability of each class, background left out.
  package let probabilities: [Float]
  /// The region moved onto an object of each class, not clipped; nil without a box regressor.
  package let boxes: [Box]?

  package init(probabilities: [Float], boxes: [Box]? = nil) {
    self.probabilities = probabilities
    self.boxes = boxes
  }

  /// The same with the boxes' parts that lie in a picture of `width x height` pixels.
  func clipped(toWidth width: Int, height: Int) -> RegionScores {
    RegionScores(
      probabilities: probabilities,
      boxes: boxes?.map { $0.clipped(toWidth: width, height: height) })
  }
}
