import Imaging
import TensorCore

/// A picture at each size at which a detector looks at it.
///
/// Apart from `Detector.detect` so that the next picture can be decoded meanwhile.
public struct ResizedPicture: Sendable {
  /// The size of the picture as given, in whose pixels boxes are.
  public let original: ImageSize
  let images: [Image]

  /// Decodes and resizes a picture as the settings say; a file is decoded once for all sizes.
  /// - Throws: `ImageError` if it cannot be decoded.
  public init(_ image: some ResizableImage, _ settings: InferenceSettings) throws {
    original = image.size
    images = try image.resized(
      to: settings.sizes.map { $0.size(of: image.size) }, filter: .bilinear)
  }

  /// Resizes a picture that is decoded.
  public init(_ image: Image, _ settings: InferenceSettings) {
    original = image.size
    images = settings.sizes.map {
      let size = $0.size(of: image.size)
      return image.resized(width: size.width, height: size.height)
    }
  }

  /// What the detector is shown: each size, with `flip` followed by its mirror image.
  func views(flip: Bool) -> [PictureView] {
    images.flatMap { image in
      (flip ? [false, true] : [false]).map {
        PictureView(resized: image, original: original, isMirrored: $0)
      }
    }
  }
}
