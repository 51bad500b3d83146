extension COCODataset {
  /// Reads a COCO JSON file, one element at a time: memory does not grow with the file beyond what
  /// the annotations themselves need. Keys that detection does not use are skipped.
  ///
  /// - Parameters:
  ///   - path: the file, for example `annotations/instances_train2017.json`.
  ///   - boxes: what happens to boxes outside their picture or of no size.
  /// - Throws: ``DatasetError`` if the file cannot be read, is not JSON, is not COCO's format, or
  ///   names ids that are not listed or listed twice.
  public init(contentsOf path: String, boxes: COCOBoxPolicy = .lenient) throws {
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
    var images: [COCOImage]?
    var annotations: [COCOAnnotation]?
    var categories: [COCOCategory]?
    try reader.forEachKey { key in
      switch key {
      case "images": try reader.readList(key, into: &images, COCOImage.init)
      case "annotations": try reader.readList(key, into: &annotations, COCOAnnotation.init)
      case "categories": try reader.readList(key, into: &categories, COCOCategory.init)
      default: try reader.skipValue(key)
      }
    }
    try reader.finish()

    func missing(_ key: String) -> DatasetError {
      DatasetError(
        "'\(path)' has no '\(key)'; a COCO data set has 'images', 'annotations' and 'categories'.")
    }
    guard let images else { throw missing("images") }
    guard let annotations = annotations.take() else { throw missing("annotations") }
    guard let categories else { throw missing("categories") }
    try self.init(
      images: images, categories: categories, annotations: annotations, boxes: boxes,
      source: "'\(path)'")
  }
}

extension JSONFileReader {
  /// Reads the list at the cursor into `elements`, which must still be nil.
  fileprivate func readList<Element>(
    _ name: String, into elements: inout [Element]?, _ parse: (JSONObject) throws -> Element
  ) throws {
    if elements != nil { throw DatasetError("'\(path)' has '\(name)' twice.") }
    var list: [Element] = []
    try forEachObject(of: name) { list.append(try parse($0)) }
    elements = list
  }
}

extension COCOImage {
  fileprivate init(_ object: JSONObject) throws {
    self.init(
      id: try object.integer("id"), fileName: try object.string("file_name"),
      width: try object.integer("width"), height: try object.integer("height"))
    // 2^31 pixels to a side is far above any picture and keeps products of the two in range.
    guard 1..<(1 << 31) ~= width, 1..<(1 << 31) ~= height else {
      throw DatasetError(
        "image \(id) in '\(object.place.path)' is \(width) x \(height) pixels; expected a size of at least 1 x 1."
      )
    }
  }
}

extension COCOCategory {
  fileprivate init(_ object: JSONObject) throws {
    self.init(
      id: try object.integer("id"), name: try object.string("name"),
      supercategory: object.stringIfPresent("supercategory"))
  }
}

extension COCOAnnotation {
  fileprivate init(_ object: JSONObject) throws {
    // Without a box, as annotations of crowds may be, the one around the segmentation.
    let segmented =
      object.member("bbox") == nil ? try object.segmentedBox("segmentation") : nil
    let box = try segmented ?? object.bbox("bbox")
    self.init(
      id: try object.integer("id"), imageID: try object.integer("image_id"),
      categoryID: try object.integer("category_id"), bbox: box,
      area: try object.numberIfPresent("area") ?? object.segmentedArea("segmentation"),
      isCrowd: try object.flag("iscrowd"), isIgnored: try object.flag("ignore"))
  }
}
