import Datasets
import Detection
import Imaging
import ToolSupport

/// Where what is found goes, picture by picture.
struct DetectionOutputs {
  /// Whether the standard output is JSON, and whether that says where the time went.
  let json: Bool
  let timing: Bool
  let categories: [DetectorCategory]
  var marked: MarkedPictures?
  var crops: PictureCrops?
  /// The COCO results that are being written.
  var results: COCODetection.Writer?
  /// Whether the reader of the standard output has gone; then files are all there is to write.
  private(set) var isClosed = false

  /// Whether the decoded picture is wanted.
  var needsPixels: Bool { marked != nil || crops != nil }

  private var writesFiles: Bool { needsPixels || results != nil }

  /// Writes what was found in picture `index` of the list.
  ///
  /// - Throws: `ImageError` if the picture cannot be decoded, drawn on or encoded, `FileWriteError`
  ///   if a file cannot be written, `PlaceError` if its folder cannot be made, `OutputClosed` if only
  ///   the standard output is written.
  mutating func write(
    _ detections: [Detection], in picture: ListedPicture, index: Int, _ loaded: LoadedPicture,
    _ timings: DetectionTimings
  ) throws {
    // What fails comes first: nothing is printed of a picture that is said to have failed.
    if let image = try loaded.encoded?.decoded() {
      try marked?.write(image, detections, of: categories, index: index)
      try crops?.write(image, detections, index: index)
    }
    if let id = picture.imageID {
      for detection in detections {
        try results?.write(COCODetection(detection, imageID: id))
      }
    }
    guard !isClosed else { return }
    do {
      if json {
        try StandardOutput.print(
          json: ImageRecord(
            picture, loaded.picture.original, detections, timing ? timings : nil))
      } else {
        try StandardOutput.print("\(picture.path): \(DetectionSummary(detections))")
      }
    } catch let closed as OutputClosed {
      guard writesFiles else { throw closed }
      isClosed = true
    }
  }
}
