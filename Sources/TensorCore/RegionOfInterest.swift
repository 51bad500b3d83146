import TensorKernels

/// One region to pool: a picture of the batch and a box in image pixels (continuous, x1 and y1
/// excluded).
public struct RegionOfInterest: Sendable, Hashable {
  public var image: Int
  public var x0, y0, x1, y1: Float

  public init(image: Int, x0: Float, y0: Float, x1: Float, y1: Float) {
    self.image = image
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }

  var kernelRoI: RoI { RoI(image: image, x0: x0, y0: y0, x1: x1, y1: y1) }
}
