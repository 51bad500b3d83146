import FileSupport

extension COCODetection {
  /// Reads a COCO results file: `[{"image_id": 42, "category_id": 18, "bbox": [x, y, w, h],
  /// "score": 0.9}]`.
  ///
  /// An empty list is a valid result. The order of the file is kept.
  ///
  /// - Throws: ``DatasetError`` if the file cannot be read, is not JSON or not a list of results.
  public static func read(from path: String) throws -> [COCODetection] {
    let reader = try JSONFileReader(path: path)
    let first = try reader.start()
    guard first == UInt8(ascii: "[") else {
      let hint =
        first == UInt8(ascii: "{") ? " An object with 'images' is a data set, not results." : ""
      throw DatasetError(
        "'\(path)' is \(JSONFileReader.kind(startingWith: first)); COCO results are a list of objects"
          + " with 'image_id', 'category_id', 'bbox' and 'score'.\(hint)")
    }
    var detections: [COCODetection] = []
    try reader.forEachObject(of: "results") { object in
      detections.append(
        COCODetection(
          imageID: try object.integer("image_id"), categoryID: try object.integer("category_id"),
          bbox: try object.bbox("bbox"), score: try object.number("score")))
    }
    try reader.finish()
    return detections
  }

  /// Writes a COCO results file that pycocotools loads, every number with all its digits.
  ///
  /// The file appears under its name only when it is complete.
  ///
  /// - Throws: `FileWriteError` if the file cannot be written, ``DatasetError`` if a number is not
  ///   finite, which JSON cannot express.
  public static func write(_ detections: [COCODetection], to path: String) throws {
    try write(to: path) { results in
      for detection in detections { try results.write(detection) }
    }
  }

  /// As `write(_:to:)`, of detections that `body` writes one by one: none is kept in memory.
  package static func write(to path: String, _ body: (inout Writer) throws -> Void) throws {
    try AtomicFile.write(to: path) { file in
      var results = Writer(file: file, path: path)
      try body(&results)
      file = try results.finished()
    }
  }

  /// A list of results that grows at its end.
  package struct Writer {
    private var file: AtomicFile.Writer
    private let path: String
    private var count = 0

    fileprivate init(file: AtomicFile.Writer, path: String) {
      self.file = file
      self.path = path
    }

    package mutating func write(_ detection: COCODetection) throws {
      guard detection.score.isFinite, detection.bbox.isFinite else {
        throw DatasetError(
          "cannot write '\(path)': result \(count), of image \(detection.imageID), has a box or score"
            + " that is not a finite number.")
      }
      try file.write(
        """
        \(count == 0 ? "[\n" : ",\n"){"image_id":\(detection.imageID),\
        "category_id":\(detection.categoryID),"bbox":\(detection.bbox.json),"score":\(detection.score)}
        """)
      count += 1
    }

    fileprivate consuming func finished() throws -> AtomicFile.Writer {
      try file.write(count == 0 ? "[\n]\n" : "\n]\n")
      return file
    }
  }
}
