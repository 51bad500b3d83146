/// A picture that can be had at another size: decoded, or still to be decoded.
public protocol ResizableImage: Sendable {
  /// The full size, upright.
  var size: ImageSize { get }

  /// The picture, or a region of it, at another size, antialiased when shrinking.
  /// - Precondition: width and height are positive; the region is not empty and inside the picture.
  /// - Throws: `ImageError` if it cannot be decoded.
  func resized(width: Int, height: Int, from region: Region?, filter: ResampleFilter) throws
    -> Image

  /// The picture at several sizes.
  /// - Precondition: The sizes are positive.
  /// - Throws: `ImageError` if it cannot be decoded.
  func resized(to sizes: [ImageSize], filter: ResampleFilter) throws -> [Image]
}

extension ResizableImage {
  public func resized(to sizes: [ImageSize], filter: ResampleFilter) throws -> [Image] {
    try sizes.map {
      try resized(width: $0.width, height: $0.height, from: nil, filter: filter)
    }
  }
}

extension Image: ResizableImage {}
extension EncodedImage: ResizableImage {}
