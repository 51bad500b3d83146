extension COCOCheck {
  /// Boxes thinner than this at training size are called tiny, in pixels: half a cell of the
  /// trunk's map of features.
  private static let tinySide = 8.0

  /// Boxes in their pictures, and beside each other.
  mutating func checkBoxes(_ options: Options) {
    recordForm()
    let sides = entries.images.lazy.filter(\.hasSize).map { Int(min($0.width, $0.height)) }.sorted()
    let training = options.trainingSize(sides.isEmpty ? 1 : sides[sides.count / 2])
    for (index, annotation) in entries.annotations.enumerated() {
      guard annotation.traits.contains(.hasBox), let owner = owner(ofImage: annotation.image),
        entries.images[owner].hasSize
      else { continue }
      let image = entries.images[owner]
      let (width, height) = (Int(image.width), Int(image.height))
      let box = boxForm.box(of: annotation, width: width, height: height)
      let kind = fault(of: box, width: width, height: height)
      if let kind {
        let shown = "\(annotation.box.json), the picture is \(width) x \(height)"
        found.record(kind, entries.example(annotation: index, owners: imageOwners, shown))
      }
      if kind != nil && kind != .clippedBox || annotation.traits.contains(.isCrowd) { continue }
      let scale = min(
        Double(training.shortSide) / Double(min(width, height)),
        Double(training.longSide) / Double(max(width, height)))
      let side = min(box.width, box.height)
      if side * scale < Self.tinySide {
        found.record(
          .tinyBox, entries.example(annotation: index, owners: imageOwners, annotation.box.json))
      }
    }
    for repeated in repeatedBoxes(pictures: { owner(ofImage: $0) }) {
      found.record(
        repeated.isSameCategory ? .duplicateBox : .contradictingBox,
        entries.example(
          annotation: repeated.index, owners: imageOwners,
          "as \(entries.example(annotation: repeated.first, owners: imageOwners).place)"))
    }
    checkMaskSizes()
  }

  private mutating func recordForm() {
    let kind: COCOFinding.Kind
    switch boxForm {
    case .sizes: return
    case .corners: kind = .cornerBoxes
    case .fractions: kind = .fractionBoxes
    }
    for (index, annotation) in entries.annotations.enumerated()
    where annotation.traits.contains(.hasBox) && !annotation.traits.contains(.isSegmented) {
      found.record(
        kind, entries.example(annotation: index, owners: imageOwners, annotation.box.json))
    }
  }

  /// What is wrong with a box in a picture.
  func fault(of box: COCOBox, width: Int, height: Int) -> COCOFinding.Kind? {
    if !(box.width > 0 && box.height > 0) { return .emptyBox }
    let clipped = box.clipped(toWidth: width, height: height)
    if !(clipped.width > 0 && clipped.height > 0) { return .boxOutside }
    return box.reachesOut(ofWidth: width, height: height) ? .clippedBox : nil
  }

  /// Boxes that are there again in the same picture.
  ///
  /// - Parameter pictures: The picture of an annotation's key.
  func repeatedBoxes(
    pictures: (Int32) -> Int?
  ) -> [(index: Int, first: Int, isSameCategory: Bool)] {
    struct Place: Hashable {
      let picture: Int
      let box: COCOBox
    }
    var repeated: [(index: Int, first: Int, isSameCategory: Bool)] = []
    var places: [Place: Int] = [:]
    var categories: [Place: [Int32: Int]] = [:]
    places.reserveCapacity(entries.annotations.count)
    for (index, annotation) in entries.annotations.enumerated() {
      guard annotation.traits.contains(.hasBox), let picture = pictures(annotation.image) else {
        continue
      }
      let place = Place(picture: picture, box: annotation.box)
      guard let first = places[place] else {
        places[place] = index
        continue
      }
      // Nearly all places hold one box: the classes of the others are looked up only here.
      var known = categories[place] ?? [entries.annotations[first].category: first]
      repeated.append(
        (index, known[annotation.category] ?? first, known[annotation.category] != nil))
      known[annotation.category] = known[annotation.category] ?? index
      categories[place] = known
    }
    return repeated
  }

  private mutating func checkMaskSizes() {
    for (index, size) in entries.maskSizes {
      guard let owner = owner(ofImage: entries.annotations[index].image),
        entries.images[owner].hasSize
      else { continue }
      let image = entries.images[owner]
      if size.width != Int(image.width) || size.height != Int(image.height) {
        found.record(
          .invalidMask,
          entries.example(
            annotation: index, owners: imageOwners,
            "its size is [\(size.height), \(size.width)], the picture's [\(image.height), \(image.width)]"
          ))
      }
    }
  }
}
