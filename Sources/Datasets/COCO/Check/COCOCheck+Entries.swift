extension COCOCheck {
  /// Ids, names, and what annotations refer to.
  mutating func checkEntries() {
    checkRepeats(entries.images.map(\.key), owners: imageOwners) { [entries] in
      entries.example(image: $0, $1)
    }
    checkRepeats(entries.categories.map(\.key), owners: categoryOwners) { [entries] in
      entries.example(category: $0, $1)
    }
    checkAnnotationIDs()
    checkCategories()
    checkReferences()
  }

  private mutating func checkRepeats(
    _ keys: [Int32], owners: [Int], _ example: (Int, String) -> COCOFinding.Example
  ) {
    for (index, key) in keys.enumerated() where key >= 0 && owners[Int(key)] != index {
      found.record(.duplicateID, example(index, "as \(example(owners[Int(key)], "").place)"))
    }
  }

  private mutating func checkAnnotationIDs() {
    for (index, first) in repeatedAnnotations() {
      found.record(
        .duplicateID,
        entries.example(
          annotation: index, owners: imageOwners,
          "as \(entries.example(annotation: first, owners: imageOwners).place)"))
    }
  }

  /// Annotations with the id of an earlier one, and that one, in the order of the file.
  func repeatedAnnotations() -> [(index: Int, first: Int)] {
    let order = entries.annotations.indices.filter {
      entries.annotations[$0].traits.contains(.hasID)
    }
    .sorted { (entries.annotations[$0].id, $0) < (entries.annotations[$1].id, $1) }
    var repeated: [(index: Int, first: Int)] = []
    var first = order.first ?? 0
    for index in order.dropFirst() {
      if entries.annotations[index].id == entries.annotations[first].id {
        repeated.append((index, first))
      } else {
        first = index
      }
    }
    return repeated.sorted { $0.index < $1.index }
  }

  private mutating func checkCategories() {
    var names: [String: Int] = [:]
    var used = [Bool](repeating: false, count: entries.categoryIDs.identifiers.count)
    for annotation in entries.annotations where annotation.category >= 0 {
      used[Int(annotation.category)] = true
    }
    for (index, category) in entries.categories.enumerated() {
      if category.name.isEmpty { continue }
      if let first = names[category.name] {
        found.record(
          .duplicateName,
          entries.example(category: index, "as \(entries.example(category: first).place)"))
      } else {
        names[category.name] = index
      }
      if category.key >= 0, !used[Int(category.key)] {
        found.record(.unusedCategory, entries.example(category: index))
      }
    }
    let ids = entries.categories.compactMap { entries.categoryIDs[$0.key]?.number }.sorted()
    for (id, following) in zip(ids, ids.dropFirst()) where following > id && following - 1 > id {
      found.record(.categoryGaps) { [entries] in
        let index = entries.categories.firstIndex {
          entries.categoryIDs[$0.key]?.number == following
        }
        return index.map { entries.example(category: $0, "comes after id \(id)") }
      }
    }
  }

  private mutating func checkReferences() {
    let (entries, owners) = (entries, imageOwners)
    func unlisted(
      _ annotation: Int, _ key: String, _ id: COCOIdentifier?
    ) -> COCOFinding.Example {
      entries.example(
        annotation: annotation, owners: owners, "\(key) \(id?.description ?? "missing")")
    }
    var hasObjects = [Bool](repeating: false, count: entries.images.count)
    for (index, annotation) in entries.annotations.enumerated() {
      if let image = owner(ofImage: annotation.image) {
        hasObjects[image] = true
      } else {
        found.record(.unknownImage, unlisted(index, "image_id", entries.imageIDs[annotation.image]))
      }
      if owner(ofCategory: annotation.category) == nil {
        found.record(
          .unknownCategory,
          unlisted(index, "category_id", entries.categoryIDs[annotation.category]))
      }
    }
    for index in entries.images.indices where !hasObjects[index] {
      found.record(.background, entries.example(image: index))
    }
  }

  /// The position of the picture with this key, nil if there is none.
  func owner(ofImage key: Int32) -> Int? {
    key < 0 || imageOwners[Int(key)] < 0 ? nil : imageOwners[Int(key)]
  }

  /// The position of the category with this key, nil if there is none.
  func owner(ofCategory key: Int32) -> Int? {
    key < 0 || categoryOwners[Int(key)] < 0 ? nil : categoryOwners[Int(key)]
  }
}
