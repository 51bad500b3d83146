import Detection
import Imaging

/// A picture that is ready for the detector.
struct LoadedPicture: Sendable {
  let picture: ResizedPicture
  /// The file's bytes, if it is to be decoded once more at its full size.
  let encoded: EncodedImage?
  /// What it took to read, decode and resize.
  let timings: DetectionTimings

  /// - Throws: `ImageError` if it is no picture.
  init(_ path: String, _ settings: InferenceSettings, keepsFile: Bool) throws {
    var timings = DetectionTimings()
    (picture, encoded) = try timings.measure {
      let image = try EncodedImage(contentsOfFile: path)
      return (try ResizedPicture(image, settings), keepsFile ? image : nil)
    }
    self.timings = timings
  }
}
