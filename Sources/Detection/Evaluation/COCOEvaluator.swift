import Datasets

/// Scores detections as COCO does.
///
/// Agrees with pycocotools' `COCOeval` (cocoapi 8c9bcc3, `iouType="bbox"`) to 1e-9, ties included,
/// except where that goes wrong: see ``EvaluationRules``.
public struct COCOEvaluator: Sendable {
  /// IoU thresholds 0.50, 0.55, ..., 0.95, computed as `numpy.linspace` does.
  static let iouThresholds: [Double] = (0..<9).map { 0.5 + Double($0) * step } + [0.95]
  /// Recalls 0, 0.01, ..., 1 at which precision is read.
  static let recallThresholds: [Double] = (0..<100).map { Double($0) * 0.01 } + [1]
  private static let step = (0.95 - 0.5) / 9

  private let rules: EvaluationRules
  let categories: [COCOCategory]
  /// Positions of image ids in their sorted order: equal scores count in this order.
  private let imageRanks: [Int: Int]
  private let categoryRanks: [Int: Int]
  let objects: [Object]
  var imageCount: Int { imageRanks.count }
  var categoryCount: Int { categories.count }

  /// An annotation, reduced to what scoring needs.
  struct Object: Sendable {
    let box: COCOBox
    let isCrowd: Bool
    /// Whether it is to be found: neither a crowd region nor to be ignored.
    let isTarget: Bool
    /// The conditions under which it is to be found.
    let counted: MatchConditions
    /// Whether a detection that takes it is wrong all the same, as pycocotools has it.
    let isVoid: Bool
    let image: Int
    let category: Int
  }

  /// A detection, likewise.
  struct Candidate {
    let box: COCOBox
    let score: Double
    let image: Int
    let category: Int
  }

  /// Prepares to score against `groundTruth`, which should be loaded with its boxes untouched.
  public init(groundTruth: COCODataset, rules: EvaluationRules = .corrected) {
    self.rules = rules
    let imageIDs = groundTruth.images.map(\.id).sorted()
    imageRanks = Dictionary(uniqueKeysWithValues: imageIDs.enumerated().map { ($1, $0) })
    categories = groundTruth.categories
    categoryRanks = Dictionary(
      uniqueKeysWithValues: categories.enumerated().map { ($1.id, $0) })
    var objects: [Object] = []
    for annotation in rules.annotations(of: groundTruth) {
      // The data set has checked that both are listed.
      guard let image = imageRanks[annotation.imageID],
        let category = categoryRanks[annotation.categoryID]
      else { continue }
      let isTarget = rules.isTarget(annotation)
      objects.append(
        Object(
          box: annotation.bbox, isCrowd: annotation.isCrowd, isTarget: isTarget,
          counted: isTarget ? MatchConditions(area: annotation.area) : [],
          isVoid: rules == .pycocotools && annotation.id == 0, image: image, category: category))
    }
    self.objects = objects
  }

  /// COCO's twelve numbers.
  ///
  /// Detections of categories that the ground truth does not list are left out, and counted in the
  /// result.
  ///
  /// - Parameter detections: in any order; of equal scores in a picture the first comes first.
  /// - Throws: ``EvaluationError`` if a detection is of an image that the ground truth does not
  ///   list, or its box or score is not finite.
  public func evaluate(_ detections: [COCODetection]) throws -> COCOMetrics {
    let candidates = try candidates(of: detections)
    let table = recallTable(candidates, limits: [1, 10, Self.limit], perCategory: true)
    func precision(_ area: AreaRange = .all, at threshold: Int? = nil) -> Double {
      table.precision(area: area, threshold: threshold)
    }
    func recall(_ limit: Int, _ area: AreaRange = .all) -> Double {
      table.recall(limit: limit, area: area)
    }
    return COCOMetrics(
      AP: precision(), AP50: precision(at: 0), AP75: precision(at: 5), APs: precision(.small),
      APm: precision(.medium), APl: precision(.large), AR1: recall(0), AR10: recall(1),
      AR100: recall(2), ARs: recall(2, .small), ARm: recall(2, .medium), ARl: recall(2, .large),
      categories: categoryMetrics(table), images: imageCount,
      objects: objects.count(where: \.isTarget), detections: candidates.count,
      unlistedDetections: detections.count - candidates.count)
  }

  /// How many objects the boxes find whatever their category (pycocotools with `useCats=0`, which
  /// leaves out boxes of categories that the ground truth does not list).
  ///
  /// - Throws: ``EvaluationError`` as ``evaluate(_:)`` does.
  public func proposalRecall(_ proposals: [COCODetection]) throws -> ProposalRecall {
    let table = recallTable(
      try candidates(of: proposals, anyCategory: rules == .corrected), limits: ProposalRecall.limits,
      perCategory: false)
    return ProposalRecall { limit, area in table.recall(limit: limit, area: area) }
  }

  /// Objects to be found, by category.
  var objectCounts: [Int] {
    var counts = [Int](repeating: 0, count: categories.count)
    for object in objects where object.isTarget { counts[object.category] += 1 }
    return counts
  }

  private func categoryMetrics(_ table: RecallTable) -> [COCOCategoryMetrics] {
    let counts = objectCounts
    return categories.indices.map { index in
      COCOCategoryMetrics(
        id: categories[index].id, name: categories[index].name, objects: counts[index],
        AP: table.precision(area: .all, threshold: nil, group: index),
        AP50: table.precision(area: .all, threshold: 0, group: index),
        AP75: table.precision(area: .all, threshold: 5, group: index),
        AR100: table.recall(limit: 2, area: .all, group: index))
    }
  }
}

extension COCOEvaluator {
  /// The detections of listed categories, or of any, whose category then means nothing.
  func candidates(
    of detections: [COCODetection], anyCategory: Bool = false
  ) throws -> [Candidate] {
    var result: [Candidate] = []
    result.reserveCapacity(detections.count)
    for (index, detection) in detections.enumerated() {
      guard let image = imageRanks[detection.imageID] else {
        throw EvaluationError(
          "result \(index) is of image \(detection.imageID), which the ground truth does not list;"
            + " the results belong to another data set.")
      }
      guard detection.score.isFinite, detection.bbox.isFinite else {
        throw EvaluationError(
          "result \(index), of image \(detection.imageID), has a box or score that is not a finite"
            + " number.")
      }
      guard let category = categoryRanks[detection.categoryID] ?? (anyCategory ? 0 : nil) else {
        continue
      }
      result.append(
        Candidate(
          box: detection.bbox, score: detection.score, image: image, category: category))
    }
    return result
  }
}
