extension COCORepair {
  /// The text of an entry in the copy, nil to leave it out.
  mutating func edited(
    _ object: JSONObject, _ list: COCOFile.List, _ index: Int
  ) throws -> String? {
    switch list {
    case .images: editedImage(object, index)
    case .categories: editedCategory(object, index)
    case .annotations: try editedAnnotation(object, index)
    }
  }

  private mutating func editedImage(_ object: JSONObject, _ index: Int) -> String? {
    guard targets[index] == index else { return nil }
    let image = check.entries.images[index]
    var edits: [(key: StaticString, value: String?)] = []
    if check.entries.imageIDs[image.key]?.number == nil {
      tally.count(.imageID)
      edits.append(("id", "\(imageNumbers[index])"))
    }
    if let size = size(ofImageAt: index),
      size.width != Int(image.width) || size.height != Int(image.height)
    {
      tally.count(.size)
      edits += [("width", "\(size.width)"), ("height", "\(size.height)")]
    }
    return object.edited(edits)
  }

  private mutating func editedCategory(_ object: JSONObject, _ index: Int) -> String? {
    let category = check.entries.categories[index]
    if let owner = check.owner(ofCategory: category.key), owner != index {
      tally.count(.repeatedCategory)
      return nil
    }
    var edits: [(key: StaticString, value: String?)] = []
    if check.entries.categoryIDs[category.key]?.number == nil {
      tally.count(.categoryID)
      edits.append(("id", "\(categoryNumbers[index])"))
    }
    if category.name.isEmpty {
      tally.count(.name)
      edits.append(("name", "\"category \(categoryNumbers[index])\""))
    }
    return object.edited(edits)
  }

  private mutating func editedAnnotation(_ object: JSONObject, _ index: Int) throws -> String? {
    let annotation = check.entries.annotations[index]
    guard let owner = check.owner(ofImage: annotation.image) else { return leaveOut(.unknownImage) }
    guard let category = check.owner(ofCategory: annotation.category) else {
      return leaveOut(.unknownCategory)
    }
    guard targets[owner] >= 0 else { return leaveOut(.withPicture) }
    guard annotation.traits.contains(.hasBox), let (box, edit) = box(of: annotation, owner) else {
      return leaveOut(.box)
    }
    if repeatedBoxes.contains(index) { return leaveOut(.repeatedBox) }
    if let edit { tally.count(edit) }

    var edits: [(key: StaticString, value: String?)] = []
    let entries = check.entries
    if !annotation.traits.contains(.hasID) || annotation.id == 0 || repeatedIDs.contains(index) {
      tally.count(.annotationID)
      edits.append(("id", "\(nextID)"))
      nextID += 1
    }
    if targets[owner] != owner || entries.imageIDs[annotation.image]?.number == nil {
      edits.append(("image_id", "\(imageNumbers[targets[owner]])"))
    }
    if entries.categoryIDs[annotation.category]?.number == nil {
      edits.append(("category_id", "\(categoryNumbers[category])"))
    }
    let isSegmented = annotation.traits.contains(.isSegmented)
    if isSegmented { tally.count(.boxAround) }
    if isSegmented || box != annotation.box { edits.append(("bbox", box.json)) }
    editMask(object, changes[owner], &edits)
    editArea(object, annotation, box, owner, &edits)
    if !annotation.traits.contains(.hasCrowdFlag) {
      tally.count(.crowd)
      edits.append(("iscrowd", "0"))
    }
    return object.edited(edits)
  }

  private mutating func leaveOut(_ reason: COCORepairTally.Change) -> String? {
    tally.count(reason)
    return nil
  }

  private mutating func editMask(
    _ object: JSONObject, _ change: CoordinateChange,
    _ edits: inout [(key: StaticString, value: String?)]
  ) {
    guard change != .none, let mask = object.member("segmentation") else { return }
    let polygons = change.applied(toPolygons: mask)
    if polygons == nil { tally.count(.mask) }
    edits.append(("segmentation", polygons))
  }

  private mutating func editArea(
    _ object: JSONObject, _ annotation: COCOEntries.Annotation, _ box: COCOBox, _ owner: Int,
    _ edits: inout [(key: StaticString, value: String?)]
  ) {
    let isThere = annotation.traits.contains(.hasArea)
    let known = isThere ? try? object.numberIfPresent("area") : object.segmentedArea("segmentation")
    if !isThere { tally.count(.area) }
    let area = known.map { self.area($0, of: annotation, box, owner) } ?? box.area
    if isThere, area == known { return }
    edits.append(("area", "\(area)"))
  }

  /// An area of the file in square pixels of the picture.
  private func area(
    _ known: Double, of annotation: COCOEntries.Annotation, _ box: COCOBox, _ owner: Int
  ) -> Double {
    let area = known * changes[owner].areaScale
    // Beside boxes that are parts of the picture, areas may be so, too, or in pixels; those of
    // segmentations without a box are in pixels.
    guard check.boxForm == .fractions, !annotation.traits.contains(.isSegmented), known <= 1,
      let size = statedSize(ofImageAt: owner)
    else { return area }
    // A 1 that only fills the place would be the whole picture; no object is larger than its box.
    return min(area * Double(size.width) * Double(size.height), box.area)
  }
}
