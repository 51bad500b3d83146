import Detection
import Imaging

/// A picture that is ready for the detector.
struct LoadedPicture: Sendable {
  /// Of the upright picture.
  let size: ImageSize
  let resized: Image
  /// The file's bytes, if it is to be decoded once more at its full size.
  let encoded: EncodedImage?
  /// What it took to read, decode and resize.
  let seconds: Double

  /// - Throws: `ImageError` if it is no picture.
  init(_ path: String, _ sizing: ImageSizing, keepsFile: Bool) throws {
    let start = ContinuousClock.now
    let image = try EncodedImage(contentsOfFile: path)
    size = image.size
    resized = try sizing.resized(image)
    encoded = keepsFile ? image : nil
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }
}
