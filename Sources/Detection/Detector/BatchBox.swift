import TensorCore

/// A box in one picture of a batch, in pixels of the resized picture.
package struct BatchBox: Hashable, Sendable {
  package var image: Int
  package var box: Box

  package init(image: Int, box: Box) {
    self.image = image
    self.box = box
  }

  var regionOfInterest: RegionOfInterest {
    RegionOfInterest(image: image, x0: box.x0, y0: box.y0, x1: box.x1, y1: box.y1)
  }
}
