import Datasets

/// What to do where pycocotools goes wrong.
public enum EvaluationRules: Sendable, Hashable {
  /// Every annotation counts, whatever its id, and one with `"ignore": 1` is neither a target nor a
  /// mistake to find.
  case corrected
  /// As pycocotools 2.0.11 counts: a detection that takes the annotation of id 0 is wrong (it keeps
  /// the id as the mark of a match), `ignore` is overwritten by `iscrowd`, and annotations that share
  /// an id are all replaced by the last of them.
  case pycocotools

  func isTarget(_ annotation: COCOAnnotation) -> Bool {
    self == .corrected ? annotation.isTarget : !annotation.isCrowd
  }

  /// The annotations to score against.
  func annotations(of dataset: COCODataset) -> [COCOAnnotation] {
    let shared = dataset.lastOfSharedIDs
    if self == .corrected || shared.isEmpty { return dataset.annotations }
    // Replaced ones move to another picture: there they stand in the order of their pictures' ids.
    let order = dataset.images.indices.sorted { dataset.images[$0].id < dataset.images[$1].id }
    return order.flatMap { dataset.annotations(ofImageAt: $0) }.map { shared[$0.id] ?? $0 }
  }
}
