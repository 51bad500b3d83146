/// A copy of a COCO file with the faults that ``COCOCheck`` finds put right; everything else stays
/// as it is, keys that detection does not use included.
package struct COCORepair {
  let check: COCOCheck
  /// The position of the entry that stands for each picture, which is another one where entries are
  /// joined; -1 for pictures that are removed.
  let targets: [Int]
  var tally = COCORepairTally()
  var changes: [CoordinateChange] = []
  var imageNumbers: [Int] = []
  var categoryNumbers: [Int] = []
  /// Positions of annotations to leave out, and to give a new id.
  var repeatedBoxes: Set<Int> = []
  var repeatedIDs: Set<Int> = []
  var nextID = 1

  /// Decides what to do.
  ///
  /// - Parameter validation: Pictures that are in it, too, are removed.
  package init(of check: COCOCheck, beside validation: COCOCheck? = nil) {
    self.check = check
    targets = Self.targets(
      of: check, leaked: validation.map { check.equalPictures(of: $0).map(\.index) } ?? [], &tally)
  }

  /// Writes the copy. The file appears under its name only when it is complete.
  ///
  /// - Returns: What was changed, one phrase for each kind.
  /// - Throws: ``DatasetError`` if nothing would be left, or it cannot be known which box is of which
  ///   category; `FileWriteError`.
  package mutating func write(to path: String) throws -> [String] {
    try prepare()
    try COCOCopy.write(check.path, to: path) { try edited($0, $1, $2) }
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
      throw DatasetError("no picture of '\(check.path)' would be left; nothing was written.")
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
  package static func firstFree(_ ids: some Sequence<Int>) -> Int {
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
