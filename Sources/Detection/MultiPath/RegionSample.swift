/// A box that the region classifier learns from.
package struct RegionSample: Sendable, Hashable {
  package let region: BatchBox
  /// The object that it overlaps most, and their IoU; nil and 0 if it overlaps none.
  package let object: DetectionSample.Object?
  package let overlap: Float
  /// Whether it lies in a crowd, where nobody knows what is background.
  package let isInCrowd: Bool

  package init(
    region: BatchBox, object: DetectionSample.Object?, overlap: Float, isInCrowd: Bool = false
  ) {
    self.region = region
    self.object = object
    self.overlap = overlap
    self.isInCrowd = isInCrowd
  }

  /// The object, if the box overlaps it by at least `threshold`.
  package func object(threshold: Float) -> DetectionSample.Object? {
    overlap >= threshold ? object : nil
  }

  /// The class for a classifier of that threshold: `1 + category`, 0 for background, -1 for none.
  package func label(threshold: Float) -> Int {
    object(threshold: threshold).map { 1 + $0.category } ?? (isInCrowd ? -1 : 0)
  }
}
