import Imaging

/// A picture prepared for training: resized and augmented, with its objects in its pixels.
public struct DetectionSample: Sendable {
  public struct Object: Sendable, Hashable {
    public var box: Box
    /// The index of the class in `Detector.categories`.
    public var category: Int

    public init(box: Box, category: Int) {
      self.box = box
      self.category = category
    }
  }

  public var image: Image
  public var objects: [Object]
  /// Regions with many objects that are not labelled one by one, and what a crop left of objects:
  /// boxes in them are neither positive nor negative.
  public var crowds: [Box]
  /// The seed boxes of the original picture, in pixels of this one.
  public var seeds: [Box]
  /// Proposals that are used instead of the network's own, in pixels of this picture; nil for
  /// none.
  public var proposals: [Box]?
  /// What messages call the picture.
  public var name: String

  public init(
    image: Image, objects: [Object], crowds: [Box], seeds: [Box], proposals: [Box]? = nil,
    name: String
  ) {
    self.image = image
    self.objects = objects
    self.crowds = crowds
    self.seeds = seeds
    self.proposals = proposals
    self.name = name
  }
}
