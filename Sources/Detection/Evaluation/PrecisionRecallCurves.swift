import Datasets

/// Precision against recall, of at most 100 detections per picture and category.
public struct PrecisionRecallCurves: Sendable, Hashable {
  /// 0, 0.01, ..., 1.
  public static let recalls = COCOEvaluator.recallThresholds
  /// 0.50, 0.55, ..., 0.95.
  public static let iouThresholds = COCOEvaluator.iouThresholds

  public struct Category: Sendable, Hashable {
    public let name: String
    /// In the ground truth.
    public let objects: Int
    /// The best precision at each recall or a higher one, 0 where it is not reached, by IoU
    /// threshold; empty lists if there are no objects.
    public let precisions: [[Double]]
  }

  /// Every category of the ground truth, by id.
  public let categories: [Category]

  /// The mean over the categories that have objects, by IoU threshold; empty lists if none has.
  public var mean: [[Double]] {
    Self.iouThresholds.indices.map { threshold in
      Self.mean(categories.map { $0.precisions[threshold] })
    }
  }

  /// Position by position, without what is empty.
  public static func mean(_ curves: [[Double]]) -> [Double] {
    let curves = curves.filter { !$0.isEmpty }
    guard let first = curves.first else { return [] }
    return first.indices.map { index in
      curves.reduce(0) { $0 + $1[index] } / Double(curves.count)
    }
  }
}

extension COCOEvaluator {
  /// The curves behind average precision.
  ///
  /// - Throws: ``EvaluationError`` as ``evaluate(_:)`` does.
  public func curves(_ detections: [COCODetection]) throws -> PrecisionRecallCurves {
    let table = recallTable(
      try candidates(of: detections), limits: [Self.limit], perCategory: true)
    let counts = objectCounts
    return PrecisionRecallCurves(
      categories: categories.indices.map { index in
        PrecisionRecallCurves.Category(
          name: categories[index].name, objects: counts[index],
          precisions: Self.iouThresholds.indices.map {
            table.groups[index].curves[MatchConditions.index(.all, $0)]
          })
      })
  }
}
