import Imaging

extension COCORepair {
  /// The size that an entry should have, nil if nobody knows it.
  func size(ofImageAt index: Int) -> (width: Int, height: Int)? {
    if check.pictures.indices.contains(index), let header = check.pictures[index].header {
      return (header.width, header.height)
    }
    let image = check.entries.images[index]
    return image.hasSize ? (Int(image.width), Int(image.height)) : nil
  }

  /// The size that the boxes of an entry are meant for, nil if nobody knows it.
  func statedSize(ofImageAt index: Int) -> (width: Int, height: Int)? {
    let image = check.entries.images[index]
    guard image.hasSize else { return size(ofImageAt: index) }
    return (Int(image.width), Int(image.height))
  }

  /// From what the file says of a picture to the picture.
  func coordinateChange(ofImageAt index: Int) -> CoordinateChange {
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
  func box(
    of annotation: COCOEntries.Annotation, _ owner: Int
  ) -> (COCOBox, COCORepairTally.Change?)? {
    guard let size = size(ofImageAt: owner), let stated = statedSize(ofImageAt: owner) else {
      return nil
    }
    let inPixels = check.boxForm.box(of: annotation, width: stated.width, height: stated.height)
    let box = changes[owner] == .none ? inPixels : changes[owner].applied(to: inPixels)
    switch check.fault(of: box, width: size.width, height: size.height) {
    case nil: break
    case .clippedBox: return (box.clipped(toWidth: size.width, height: size.height), .clipped)
    default: return nil
    }
    if check.boxForm.isWrong, !annotation.traits.contains(.isSegmented) { return (box, .form) }
    return (box, changes[owner] == .none ? nil : .moved)
  }

  /// The entry that stands for each picture, see ``targets``.
  static func targets(
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
