/// A picture that can be had at another size: decoded, or still to be decoded.
public protocol ResizableImage: Sendable {
  /// The full size, upright.
  var size: ImageSize { get }

  /// The picture, or a region of it, at another size, antialiased when shrinking.
  /// - Precondition: width and height are positive; the region is not empty and inside the picture.
  /// - Throws: `ImageError` if it cannot be decoded.
  func resized(width: Int, height: Int, from region: Region?, filter: ResampleFilter) throws
    -> Image
}

extension Image: ResizableImage {}
extension EncodedImage: ResizableImage {}
