import Datasets

/// What in a data set pycocotools counts wrongly, in words.
///
/// See ``EvaluationRules``.
public struct PycocotoolsDifferences: Sendable, Hashable {
  /// What pycocotools does: "never counts the annotation of id 0 as found".
  public let habits: [String]

  public init(_ dataset: COCODataset) {
    var habits: [String] = []
    if dataset.annotations.contains(where: { $0.id == 0 && !$0.isCrowd }) {
      habits.append("never counts the annotation of id 0 as found")
    }
    let ignored = dataset.annotations.count { $0.isIgnored && !$0.isCrowd }
    if ignored > 0 {
      habits.append(
        "counts \(ignored == 1 ? "the annotation" : "the \(ignored) annotations") with 'ignore' like"
          + " any other")
    }
    let shared = dataset.lastOfSharedIDs.keys.sorted()
    if let first = shared.first {
      let ids = shared.count == 1 ? "the id \(first)" : "\(shared.count) ids (\(first), ...)"
      habits.append("takes the last of the annotations that share \(ids) for all of them")
    }
    self.habits = habits
  }
}
