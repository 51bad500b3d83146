/// The parts of a COCO file, one after the other in the order of the file.
enum COCOFile {
  enum List: String, CaseIterable {
    case images, annotations, categories
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - list: Called at each of the three lists; consumes it, with `forEachObject`.
  ///   - other: Called at the value of every other key; consumes it.
  /// - Throws: ``DatasetError`` if the file cannot be read, is not JSON or not COCO's format.
  static func read(
    _ path: String, list: (List, JSONFileReader) throws -> Void,
    other: (String, JSONFileReader) throws -> Void = { try $1.skipValue($0) }
  ) throws {
    let reader = try JSONFileReader(path: path)
    let first = try reader.start()
    guard first == UInt8(ascii: "{") else {
      if first == UInt8(ascii: "[") {
        throw DatasetError(
          "'\(path)' is a list, as a file of results is; a COCO data set is an object with 'images',"
            + " 'annotations' and 'categories'.")
      }
      throw DatasetError(
        "'\(path)' is \(JSONFileReader.kind(startingWith: first)); a COCO data set is a JSON object"
          + " with 'images', 'annotations' and 'categories'.")
    }
    var found: Set<List> = []
    try reader.forEachKey { key in
      guard let name = List(rawValue: key) else { return try other(key, reader) }
      try found.add(name, of: path)
      try list(name, reader)
    }
    try reader.finish()
    for list in List.allCases where !found.contains(list) {
      throw DatasetError(
        "'\(path)' has no '\(list.rawValue)'; a COCO data set has 'images', 'annotations' and"
          + " 'categories'.")
    }
  }
}

extension Set<COCOFile.List> {
  /// Adds a list that the file at `path` has.
  ///
  /// - Throws: ``DatasetError`` if it is there already.
  mutating func add(_ list: COCOFile.List, of path: String) throws {
    if !insert(list).inserted { throw DatasetError("'\(path)' has '\(list.rawValue)' twice.") }
  }
}
