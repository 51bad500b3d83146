import Datasets
import Imaging

/// Proposals that are read from a file instead of being made by the network.
public struct PrecomputedProposals: Sendable {
  private let boxes: [Int: [Box]]

  /// Reads proposals in COCO's results format, whatever their category.
  ///
  /// - Parameters:
  ///   - images: The ids of the pictures they are for.
  ///   - source: What messages call these pictures.
  ///   - limit: So many of the highest scores are kept for each picture, of equal ones the first.
  /// - Throws: `DatasetError` if the file cannot be read, is not COCO's or names another picture.
  public init(contentsOf path: String, images: some Sequence<Int>, of source: String, limit: Int)
    throws
  {
    var found = Dictionary(uniqueKeysWithValues: images.map { ($0, ScoredBoxes()) })
    var count = 0
    try COCODetection.forEach(in: path) { proposal in
      defer { count += 1 }
      guard let place = found.index(forKey: proposal.imageID) else {
        throw DatasetError(
          "results[\(count)] in '\(path)' names image \(proposal.imageID), which is not one of"
            + " \(source); the proposals belong to other pictures.")
      }
      let box = Box(proposal.bbox)
      guard !box.isEmpty else { return }
      found.values[place].append(box, Float(proposal.score))
      // Cut in between: a file of thousands per picture takes the memory of what is kept.
      if found.values[place].boxes.count >= 2 * max(limit, 500) {
        found.values[place] = found.values[place].best(limit)
      }
    }
    boxes = found.mapValues { $0.best(limit).boxes }
  }

  /// The proposals for a picture, clipped to its size, best first.
  public func boxes(ofImage id: Int, in size: ImageSize) -> [Box] {
    (boxes[id] ?? []).map { $0.clipped(toWidth: size.width, height: size.height) }
      .filter { !$0.isEmpty }
  }

  /// The number of pictures that have none.
  public var emptyCount: Int { boxes.values.count { $0.isEmpty } }
}
