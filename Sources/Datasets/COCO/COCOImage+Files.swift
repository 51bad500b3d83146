extension COCOImage {
  /// Reads the pictures that a COCO JSON file lists, in its order; all else is skipped and may be
  /// absent, as annotations are in `image_info_test-dev2017.json`.
  ///
  /// - Throws: ``DatasetError`` if the file cannot be read, is not JSON, lists no pictures or has
  ///   two lists of them.
  public static func read(from path: String) throws -> [COCOImage] {
    let reader = try JSONFileReader(path: path)
    let first = try reader.start()
    guard first == UInt8(ascii: "{") else {
      throw DatasetError(
        "'\(path)' is \(JSONFileReader.kind(startingWith: first)); a COCO file is a JSON object with"
          + " 'images'.")
    }
    var images: [COCOImage] = []
    var found: Set<COCOFile.List> = []
    try reader.forEachKey { key in
      guard COCOFile.List(rawValue: key) == .images else { return try reader.skipValue(key) }
      try found.add(.images, of: path)
      try reader.forEachObject(of: key) { images.append(try COCOImage($0)) }
    }
    try reader.finish()
    if images.isEmpty { throw DatasetError("'\(path)' lists no pictures in 'images'.") }
    return images
  }
}
