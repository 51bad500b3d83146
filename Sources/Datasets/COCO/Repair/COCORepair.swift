import FileSupport
import Imaging

/// A copy of a COCO file with the faults that ``COCOCheck`` finds put right; everything else stays
/// as it is, keys that detection does not use included.
package struct COCORepair {
  let check: COCOCheck
  /// The position of the entry that stands for each picture, which is another one where entries are
  /// joined; -1 for pictures that are removed.
  let targets: [Int]
  private(set) var tally = COCORepairTally()
  private var changes: [CoordinateChange] = []
  private var imageNumbers: [Int] = []
  private var categoryNumbers: [Int] = []
  /// Positions of annotations to leave out, and to give a new id.
  private var repeatedBoxes: Set<Int> = []
  private var repeatedIDs: Set<Int> = []
  private var nextID = 1

  /// Decides what to do.
  ///
  /// - Parameter validation: Pictures that are in it, too, are removed.
  package init(of check: COCOCheck, beside validation: COCOCheck? = nil) {
    self.check = check
    targets = Self.targets(
      of: check, leaked: validation.map { check.leaked(from: $0).map(\.index) } ?? [], &tally)
  }

  /// Writes the copy. The file appears under its name only when it is complete.
  ///
  /// - Returns: What was changed, one phrase for each kind.
  /// - Throws: ``DatasetError`` if nothing would be left, or it cannot be known which box is of which
  ///   category; `FileWriteError`.
  package mutating func write(to path: String) throws -> [String] {
    try prepare()
    try AtomicFile.write(to: path) { file in
      var isFirst = true
      func begin(_ key: String, _ file: inout AtomicFile.Writer) throws {
        try file.write((isFirst ? "{" : ",\n") + jsonString(key) + ":")
        isFirst = false
      }
      try COCOFile.read(check.path) { list, reader in
        try begin(list.rawValue, &file)
        try file.write("[")
        var (index, written) = (0, 0)
        try reader.forEachObject(of: list.rawValue) { object in
          if let text = try edited(object, list, index) {
            try file.write((written == 0 ? "\n" : ",\n") + text)
            written += 1
          }
          index += 1
        }
        try file.write("\n]")
      } other: { key, reader in
        try begin(key, &file)
        try reader.copyValue(key) { try file.write($0) }
      }
      try file.write("}\n")
    }
    return tally.phrases
  }

  private mutating func prepare() throws {
    let entries = check.entries
    if check.folder == nil, !check.pictures.isEmpty {
      throw DatasetError(
        "the pictures of '\(check.path)' were not found, and a copy without them would be empty; say"
          + " where they are with --images.")
    }
    if !targets.contains(where: { $0 >= 0 }) {
      throw DatasetError("no picture of '\(check.path)' can be used; nothing was written.")
    }
    changes = entries.images.indices.map(coordinateChange)
    imageNumbers = Self.numbers(entries.images.map { entries.imageIDs[$0.key] })
    categoryNumbers = Self.numbers(entries.categories.map { entries.categoryIDs[$0.key] })
    try checkCategories()
    repeatedBoxes = Set(
      check.repeatedBoxes { key in check.owner(ofImage: key).map { targets[$0] } }
        .filter(\.isSameCategory).map(\.index))
    repeatedIDs = Set(check.repeatedAnnotations().map(\.index))
    nextID = Self.firstFree(
      entries.annotations.lazy.filter { $0.traits.contains(.hasID) }.map(\.id))
  }

  /// Numbers as they are, and new ones for everything else.
  private static func numbers(_ identifiers: [COCOIdentifier?]) -> [Int] {
    var next = firstFree(identifiers.lazy.compactMap { $0?.number })
    return identifiers.map { identifier in
      if let number = identifier?.number { return number }
      defer { next += 1 }
      return next
    }
  }

  /// The least positive number above all ids; those that JSON readers cannot tell apart do not count.
  private static func firstFree(_ ids: some Sequence<Int>) -> Int {
    ids.reduce(0) { $1 < 1 << 53 ? max($0, $1) : $0 } + 1
  }

  /// - Throws: ``DatasetError`` if two categories with one id have different names.
  private func checkCategories() throws {
    let entries = check.entries
    for (index, category) in entries.categories.enumerated() {
      guard let owner = check.owner(ofCategory: category.key), owner != index,
        entries.categories[owner].name != category.name
      else { continue }
      throw DatasetError(
        "categories[\(owner)] '\(entries.categories[owner].name)' and categories[\(index)]"
          + " '\(category.name)' in '\(check.path)' have the same id, so nobody can tell which boxes"
          + " are whose; correct that by hand.")
    }
  }
}

// MARK: - Entries

extension COCORepair {
  /// The text of an entry in the copy, nil to leave it out.
  private mutating func edited(
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
    if box != annotation.box { edits.append(("bbox", box.json)) }
    editMask(object, changes[owner], &edits)
    editArea(object, annotation, box, changes[owner], &edits)
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
    _ object: JSONObject, _ annotation: COCOEntries.Annotation, _ box: COCOBox,
    _ change: CoordinateChange, _ edits: inout [(key: StaticString, value: String?)]
  ) {
    let isThere = annotation.traits.contains(.hasArea)
    let known = isThere ? try? object.numberIfPresent("area") : object.polygonArea("segmentation")
    if !isThere { tally.count(.area) }
    if isThere, change.areaScale == 1 { return }
    edits.append(("area", "\(known.map { $0 * change.areaScale } ?? box.area)"))
  }
}

// MARK: - Pictures and boxes

extension COCORepair {
  /// The size that an entry should have, nil if nobody knows it.
  private func size(ofImageAt index: Int) -> (width: Int, height: Int)? {
    if check.pictures.indices.contains(index), let header = check.pictures[index].header {
      return (header.width, header.height)
    }
    let image = check.entries.images[index]
    return image.hasSize ? (Int(image.width), Int(image.height)) : nil
  }

  /// From what the file says of a picture to the picture.
  private func coordinateChange(ofImageAt index: Int) -> CoordinateChange {
    let image = check.entries.images[index]
    guard let fault = check.sizeFault(ofImageAt: index), let header = check.pictures[index].header
    else { return .none }
    let (width, height) = (Int(image.width), Int(image.height))
    switch fault {
    case .turned(let boxesAreStored):
      return boxesAreStored
        ? .upright(from: header.orientation, width: width, height: height) : .none
    case .other:
      let (x, y) = (
        Double(header.width) / Double(width), Double(header.height) / Double(height)
      )
      // The same shape but for rounding.
      let isScaled =
        abs(Double(header.width) - Double(width) * y) <= 1
        || abs(Double(header.height) - Double(height) * x) <= 1
      return isScaled ? .scale(x, y) : .none
    }
  }

  /// The box in the picture, and what was done to it; nil if none of it is in the picture.
  private func box(
    of annotation: COCOEntries.Annotation, _ owner: Int
  ) -> (COCOBox, COCORepairTally.Change?)? {
    guard let size = size(ofImageAt: owner) else { return nil }
    let image = check.entries.images[owner]
    let stated = image.hasSize ? (Int(image.width), Int(image.height)) : size
    let inPixels = check.boxForm.box(annotation.box, width: stated.0, height: stated.1)
    let box = changes[owner] == .none ? inPixels : changes[owner].applied(to: inPixels)
    switch check.fault(of: box, width: size.width, height: size.height) {
    case nil: break
    case .clippedBox: return (box.clipped(toWidth: size.width, height: size.height), .clipped)
    default: return nil
    }
    if check.boxForm.isWrong { return (box, .form) }
    return (box, changes[owner] == .none ? nil : .moved)
  }

  private static func targets(
    of check: COCOCheck, leaked: [Int], _ tally: inout COCORepairTally
  ) -> [Int] {
    let entries = check.entries
    let leaked = Set(leaked)
    var targets = Array(entries.images.indices)
    func remove(_ index: Int, _ reason: COCORepairTally.Change, _ tally: inout COCORepairTally) {
      if targets[index] < 0 { return }
      targets[index] = -1
      tally.count(reason)
    }
    for (index, image) in entries.images.enumerated() {
      let facts = check.pictures.indices.contains(index) ? check.pictures[index] : nil
      if image.fileName.isEmpty {
        remove(index, .unnamed, &tally)
      } else if image.key < 0 {
        remove(index, .unidentified, &tally)
      } else if let facts, facts.header == nil {
        remove(index, facts.isMissing ? .missing : .unreadable, &tally)
      } else if facts == nil, !image.hasSize {
        remove(index, .sizeless, &tally)
      } else if leaked.contains(index) {
        remove(index, .leaked, &tally)
      }
    }
    for (index, image) in entries.images.enumerated() {
      guard let owner = check.owner(ofImage: image.key), owner != index,
        entries.images[owner].fileName != image.fileName
      else { continue }
      remove(index, .ambiguous, &tally)
      remove(owner, .ambiguous, &tally)
    }
    for (index, first) in check.repeatedNames() where targets[index] >= 0 {
      targets[index] = targets[first]
      tally.count(targets[first] < 0 ? .ambiguous : .joined)
    }
    return targets
  }
}
