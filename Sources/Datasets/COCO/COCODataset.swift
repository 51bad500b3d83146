/// A detection data set in COCO's format: pictures, the objects in them, and the objects'
/// categories.
public struct COCODataset: Sendable {
  /// In the order of the file. Pictures without objects are kept.
  public let images: [COCOImage]
  /// Sorted by id.
  public let categories: [COCOCategory]
  /// All annotations, grouped by picture in the order of ``images``, in the order of the file
  /// within each.
  public let annotations: [COCOAnnotation]
  /// What was wrong with boxes and is put right; empty unless loaded leniently.
  public let issues: [COCOIssue]
  /// The last annotation of each id that several have: only if boxes are untouched, since evaluation
  /// needs no ids, else an error.
  public let lastOfSharedIDs: [Int: COCOAnnotation]

  private let starts: [Int]
  private let categoryIndices: [Int: Int]

  /// Puts a data set together and checks it.
  ///
  /// - Parameters:
  ///   - source: what error messages call the data set; a path in quotes for a file.
  ///   - boxes: what happens to boxes outside their picture or of no size.
  /// - Throws: ``DatasetError`` for ids that are used twice (see ``lastOfSharedIDs``) or not listed,
  ///   for no pictures or no categories, and for bad boxes if `boxes` is strict.
  public init(
    images: [COCOImage], categories: [COCOCategory], annotations: consuming [COCOAnnotation],
    boxes: COCOBoxPolicy = .strict, source: String = "the data set"
  ) throws {
    if images.isEmpty { throw DatasetError("'images' of \(source) is empty.") }
    if categories.isEmpty { throw DatasetError("'categories' of \(source) is empty.") }
    let imageIndices = try uniqueIndices(of: images.map(\.id), in: "images", source)
    _ = try uniqueIndices(of: categories.map(\.id), in: "categories", source)
    lastOfSharedIDs = boxes == .untouched ? lastOfShared(annotations) : [:]
    if boxes != .untouched { try requireUnique(annotations.map(\.id), in: "annotations", source) }

    self.images = images
    self.categories = categories.sorted { $0.id < $1.id }
    categoryIndices = Dictionary(
      uniqueKeysWithValues: self.categories.enumerated().map { ($1.id, $0) })

    var checker = COCOBoxChecker(policy: boxes, source: source)
    // In place: a large data set is not there twice.
    var kept = annotations
    var owners: [Int] = []
    owners.reserveCapacity(kept.count)
    for index in kept.indices {
      let annotation = kept[index]
      guard let owner = imageIndices[annotation.imageID] else {
        throw Self.unlisted(annotation, "image", annotation.imageID, "images", source)
      }
      guard categoryIndices[annotation.categoryID] != nil else {
        throw Self.unlisted(annotation, "category", annotation.categoryID, "categories", source)
      }
      guard let checked = try checker.check(annotation, in: images[owner]) else { continue }
      kept[owners.count] = checked
      owners.append(owner)
    }
    kept.removeSubrange(owners.count...)
    (self.annotations, starts) = Self.group(kept, by: owners, count: images.count)
    issues = checker.issues
  }

  /// The objects in `images[index]`.
  public func annotations(ofImageAt index: Int) -> ArraySlice<COCOAnnotation> {
    annotations[starts[index]..<starts[index + 1]]
  }

  /// The position of a category in ``categories``, which is what a network predicts; nil if not
  /// listed.
  public func categoryIndex(ofID id: Int) -> Int? {
    categoryIndices[id]
  }

  /// A stable counting sort of the annotations by the index of their picture.
  private static func group(
    _ annotations: [COCOAnnotation], by owners: [Int], count: Int
  ) -> ([COCOAnnotation], starts: [Int]) {
    var starts = [Int](repeating: 0, count: count + 1)
    for owner in owners { starts[owner + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    var positions = starts
    var order = [Int](repeating: 0, count: annotations.count)
    for (index, owner) in owners.enumerated() {
      order[positions[owner]] = index
      positions[owner] += 1
    }
    return (order.map { annotations[$0] }, starts)
  }

  private static func unlisted(
    _ annotation: COCOAnnotation, _ what: String, _ id: Int, _ list: String, _ source: String
  ) -> DatasetError {
    DatasetError(
      "annotation \(annotation.id) in \(source) names \(what) \(id), which '\(list)' does not list;"
        + " add it there or remove the annotation.")
  }
}

/// - Throws: ``DatasetError`` as ``uniqueIndices(of:in:_:)`` does, which takes more memory.
private func requireUnique(_ ids: [Int], in list: String, _ source: String) throws {
  if !shared(ids).isEmpty { _ = try uniqueIndices(of: ids, in: list, source) }
}

/// The last annotation of each id that several have.
private func lastOfShared(_ annotations: [COCOAnnotation]) -> [Int: COCOAnnotation] {
  let shared = shared(annotations.map(\.id))
  if shared.isEmpty { return [:] }
  return Dictionary(annotations.lazy.filter { shared.contains($0.id) }.map { ($0.id, $0) }) { $1 }
}

/// The ids that are there more than once.
private func shared(_ ids: [Int]) -> Set<Int> {
  let sorted = ids.sorted()
  return Set(zip(sorted, sorted.dropFirst()).lazy.filter { $0 == $1 }.map(\.0))
}

/// The position of each id.
///
/// - Throws: ``DatasetError`` naming the first id that is there twice, and both its positions.
private func uniqueIndices(
  of ids: [Int], in list: String, _ source: String
) throws -> [Int: Int] {
  var indices = [Int: Int](minimumCapacity: ids.count)
  for (index, id) in ids.enumerated() {
    if let first = indices.updateValue(index, forKey: id) {
      throw DatasetError(
        "\(list)[\(first)] and \(list)[\(index)] in \(source) both have the id \(id);"
          + " every id must be there once.")
    }
  }
  return indices
}
