import Imaging

/// How large pictures are shown to the detector: the short side is resized to `shortSide` pixels,
/// unless the long one would exceed `longSide` (Fast R-CNN's rule; 800/1000 in the paper's recipe).
public struct ImageSizing: Sendable, Hashable, Codable {
  public var shortSide: Int
  public var longSide: Int

  public init(shortSide: Int, longSide: Int) {
    self.shortSide = shortSide
    self.longSide = longSide
  }

  /// The resized width and height of a picture.
  public func size(width: Int, height: Int) -> (width: Int, height: Int) {
    let scale = min(
      Double(shortSide) / Double(min(width, height)), Double(longSide) / Double(max(width, height)))
    return (
      max(1, Int((Double(width) * scale).rounded())),
      max(1, Int((Double(height) * scale).rounded()))
    )
  }

  /// The resized size of a picture.
  func size(of original: ImageSize) -> ImageSize {
    let (width, height) = size(width: original.width, height: original.height)
    return ImageSize(width: width, height: height)
  }
}
