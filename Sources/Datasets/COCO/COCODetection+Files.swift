import CommonSupport

extension COCODetection {
  /// Reads a COCO results file: `[{"image_id": 42, "category_id": 18, "bbox": [x, y, w, h],
  /// "score": 0.9}]`.
  ///
  /// An empty list is a valid result. The order of the file is kept.
  ///
  /// - Throws: ``DatasetError`` if the file cannot be read, is not JSON or not a list of results.
  public static func read(from path: String) throws -> [COCODetection] {
    var detections: [COCODetection] = []
    try forEach(in: path) { detections.append($0) }
    return detections
  }

  /// Reads a COCO results file one result at a time, in memory that does not grow with the file.
  ///
  /// - Throws: ``DatasetError`` as ``read(from:)`` does, and what `body` throws.
  public static func forEach(
    in path: String, _ body: (COCODetection) throws -> Void
  ) throws {
    let reader = try JSONFileReader(path: path)
    let first = try reader.start()
    guard first == UInt8(ascii: "[") else {
      let hint =
        first == UInt8(ascii: "{") ? " An object with 'images' is a data set, not results." : ""
      throw DatasetError(
        "'\(path)' is \(JSONFileReader.kind(startingWith: first)); COCO results are a list of objects"
          + " with 'image_id', 'category_id', 'bbox' and 'score'.\(hint)")
    }
    try reader.forEachObject(of: "results") { object in
      try body(
        COCODetection(
          imageID: try object.integer("image_id"), categoryID: try object.integer("category_id"),
          bbox: try object.bbox("bbox"), score: try object.number("score")))
    }
    try reader.finish()
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
      try file.write((count == 0 ? "[\n" : ",\n") + detection.json)
      count += 1
    }

    fileprivate consuming func finished() throws -> AtomicFile.Writer {
      try file.write(count == 0 ? "[\n]\n" : "\n]\n")
      return file
    }
  }

  /// The result as an element of COCO's list, every number with all its digits.
  public var json: String {
    """
    {"image_id":\(imageID),"category_id":\(categoryID),"bbox":\(bbox.json),"score":\(score)}
    """
  }
}
