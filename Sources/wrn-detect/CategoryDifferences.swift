import Datasets
import Detection

/// Where the categories of a data set and of a detector differ, which makes the one useless for the other.
struct CategoryDifferences: CustomStringConvertible {
  private let parts: [String]

  var isEmpty: Bool { parts.isEmpty }

  /// - Parameter path: What the sentence calls the data set.
  init(_ dataset: [COCOCategory], _ detector: [DetectorCategory], path: String) {
    let datasetNames = Dictionary(dataset.map { ($0.id, $0.name) }) { $1 }
    let detectorNames = Dictionary(detector.map { ($0.id, $0.name) }) { $1 }
    let unknown = dataset.filter { detectorNames[$0.id] == nil }.map { "\($0.id) '\($0.name)'" }
    let absent = detector.filter { datasetNames[$0.id] == nil }.map { "\($0.id) '\($0.name)'" }
    let renamed = dataset.compactMap { category -> String? in
      guard let name = detectorNames[category.id], name != category.name else { return nil }
      return "\(category.id) '\(category.name)' instead of '\(name)'"
    }
    parts = [
      ("the detector does not know", unknown), ("'\(path)' lacks", absent),
      ("'\(path)' has", renamed),
    ].filter { !$1.isEmpty }.map { "\($0) \(Self.list($1))" }
  }

  /// `the detector does not know 5 'cow'; 'coco.json' lacks 3 'cat'`.
  var description: String { parts.joined(separator: "; ") }

  /// All of them if a few, else the first and how many more.
  private static func list(_ items: [String]) -> String {
    let shown = items.count <= 6 ? items[...] : items.prefix(5)
    let rest = items.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
