/// Something wrong with annotations that loading has put right, counted; the programs print these.
public struct COCOIssue: Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable, CaseIterable {
    /// Boxes that reached outside their picture; clipped.
    case boxOutside
    /// Boxes of no size, or none left inside the picture; dropped.
    case boxEmpty
  }

  public let kind: Kind
  public internal(set) var count = 0
  /// Ids of the first annotations concerned, at most five.
  public internal(set) var examples: [Int] = []

  init(_ kind: Kind) {
    self.kind = kind
  }

  mutating func record(_ annotationID: Int) {
    count += 1
    if examples.count < 5 { examples.append(annotationID) }
  }

  public var description: String {
    let boxes = count == 1 ? "1 box" : "\(count) boxes"
    let ids =
      (count == 1 ? "annotation " : "annotations ")
      + examples.map(String.init).joined(separator: ", ") + (count > examples.count ? ", ..." : "")
    switch kind {
    case .boxOutside:
      return "clipped \(boxes) reaching outside the picture (\(ids))"
    case .boxEmpty:
      return "dropped \(boxes) covering nothing of the picture (\(ids))"
    }
  }
}
