import CommonSupport

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
    var images: [COCOImage] = []
    // Optional to be handed over without a copy.
    var annotations: [COCOAnnotation]? = []
    var categories: [COCOCategory] = []
    try COCOFile.read(path) { list, reader in
      try reader.forEachObject(of: list.rawValue) { object in
        switch list {
        case .images: images.append(try COCOImage(object))
        case .annotations: annotations?.append(try COCOAnnotation(object))
        case .categories: categories.append(try COCOCategory(object))
        }
      }
    }
    try self.init(
      images: images, categories: categories, annotations: annotations.take() ?? [],
      boxes: boxes,
      source: "'\(path)'")
  }
}

extension COCOImage {
  init(_ object: JSONObject) throws {
    self.init(
      id: try object.integer("id"), fileName: try object.string("file_name"),
      width: try object.integer("width"), height: try object.integer("height"))
    // The upper end is far above any picture and keeps products of the two in range.
    let sides = 1...Int(Int32.max)
    guard sides.contains(width), sides.contains(height) else {
      throw DatasetError(
        "image \(id) in '\(object.place.path)' is \(width) x \(height) pixels; expected sides of"
          + " \(sides.lowerBound) to \(sides.upperBound.grouped).")
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
