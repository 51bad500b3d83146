import Datasets

/// Scores detections as COCO does.
///
/// Agrees with pycocotools' `COCOeval` (cocoapi 8c9bcc3, `iouType="bbox"`) to 1e-9, ties included,
/// except where that goes wrong: an annotation whose id is 0 counts like any other here (there it
/// never matches), and no detections at all give zeros (there an exception).
public struct COCOEvaluator: Sendable {
  /// IoU thresholds 0.50, 0.55, ..., 0.95, computed as `numpy.linspace` does.
  static let iouThresholds: [Double] = (0..<9).map { 0.5 + Double($0) * step } + [0.95]
  /// Recalls 0, 0.01, ..., 1 at which precision is read.
  static let recallThresholds: [Double] = (0..<100).map { Double($0) * 0.01 } + [1]
  private static let step = (0.95 - 0.5) / 9

  private let categories: [COCOCategory]
  /// Positions of image ids in their sorted order: equal scores count in this order.
  private let imageRanks: [Int: Int]
  private let categoryRanks: [Int: Int]
  private let objects: [Object]

  /// An annotation, reduced to what scoring needs.
  struct Object: Sendable {
    let box: COCOBox
    let area: Double
    let isCrowd: Bool
    let image: Int
    let category: Int
  }

  /// Prepares to score against `groundTruth`, which should be loaded with its boxes untouched.
  public init(groundTruth: COCODataset) {
    let imageIDs = groundTruth.images.map(\.id).sorted()
    imageRanks = Dictionary(uniqueKeysWithValues: imageIDs.enumerated().map { ($1, $0) })
    categories = groundTruth.categories
    categoryRanks = Dictionary(
      uniqueKeysWithValues: categories.enumerated().map { ($1.id, $0) })
    var objects: [Object] = []
    for annotation in groundTruth.annotations {
      // The data set has checked that both are listed.
      guard let image = imageRanks[annotation.imageID],
        let category = categoryRanks[annotation.categoryID]
      else { continue }
      objects.append(
        Object(
          box: annotation.bbox, area: annotation.area, isCrowd: annotation.isCrowd, image: image,
          category: category))
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
    let table = try recallTable(detections, limits: [1, 10, 100], perCategory: true)
    func precision(_ area: AreaRange = .all, at threshold: Int? = nil) -> Double {
      table.precision(area: area, threshold: threshold)
    }
    func recall(_ limit: Int, _ area: AreaRange = .all) -> Double {
      table.recall(limit: limit, area: area)
    }
    let unlisted = detections.count { categoryRanks[$0.categoryID] == nil }
    return COCOMetrics(
      AP: precision(), AP50: precision(at: 0), AP75: precision(at: 5), APs: precision(.small),
      APm: precision(.medium), APl: precision(.large), AR1: recall(0), AR10: recall(1),
      AR100: recall(2), ARs: recall(2, .small), ARm: recall(2, .medium), ARl: recall(2, .large),
      categories: categoryMetrics(table), images: imageRanks.count,
      objects: objects.count { !$0.isCrowd }, detections: detections.count - unlisted,
      unlistedDetections: unlisted)
  }

  /// How many objects the boxes find whatever their category (pycocotools with `useCats=0`).
  ///
  /// - Throws: ``EvaluationError`` as ``evaluate(_:)`` does.
  public func proposalRecall(_ proposals: [COCODetection]) throws -> ProposalRecall {
    let table = try recallTable(proposals, limits: [10, 100, 1000], perCategory: false)
    return ProposalRecall(
      AR10: table.recall(limit: 0, area: .all), AR100: table.recall(limit: 1, area: .all),
      AR1000: table.recall(limit: 2, area: .all), ARs: table.recall(limit: 2, area: .small),
      ARm: table.recall(limit: 2, area: .medium), ARl: table.recall(limit: 2, area: .large))
  }

  private func categoryMetrics(_ table: RecallTable) -> [COCOCategoryMetrics] {
    var counts = [Int](repeating: 0, count: categories.count)
    for object in objects where !object.isCrowd { counts[object.category] += 1 }
    return categories.indices.map { index in
      COCOCategoryMetrics(
        id: categories[index].id, name: categories[index].name, objects: counts[index],
        AP: table.precision(area: .all, threshold: nil, group: index),
        AP50: table.precision(area: .all, threshold: 0, group: index),
        AR100: table.recall(limit: 2, area: .all, group: index))
    }
  }
}

extension COCOEvaluator {
  /// Matches every cell (an image and a category, or an image) and sums up per category.
  ///
  /// - Parameters:
  ///   - limits: numbers of detections per cell, rising.
  ///   - perCategory: if false, all categories are one.
  private func recallTable(
    _ detections: [COCODetection], limits: [Int], perCategory: Bool
  ) throws -> RecallTable {
    let found = try candidates(of: detections)
    let groups = perCategory ? categories.count : 1
    // By group, then image, then category, then as given: cells are runs of equal group and image.
    func key(_ category: Int, _ image: Int) -> Int {
      perCategory ? category * imageRanks.count + image : image * categories.count + category
    }
    let objectOrder = stableOrder(objects.map { key($0.category, $0.image) })
    let foundOrder = stableOrder(found.map { key($0.category, $0.image) })
    var table = RecallTable(groups: groups, limits: limits.count)
    var nextObject = 0
    var nextFound = 0
    for group in 0..<groups {
      var outcomes = MatchOutcomes()
      for image in 0..<imageRanks.count {
        let firstObject = nextObject
        while nextObject < objectOrder.count, case let object = objects[objectOrder[nextObject]],
          object.image == image, !perCategory || object.category == group
        { nextObject += 1 }
        let firstFound = nextFound
        while nextFound < foundOrder.count, case let candidate = found[foundOrder[nextFound]],
          candidate.image == image, !perCategory || candidate.category == group
        { nextFound += 1 }
        if firstObject == nextObject && firstFound == nextFound { continue }
        let cell = EvaluationCell(
          objects: objectOrder[firstObject..<nextObject].map { objects[$0] },
          detections: foundOrder[firstFound..<nextFound].map { found[$0].detection },
          limit: limits.last ?? 0)
        cell.match(into: &outcomes)
      }
      outcomes.accumulate(into: &table, group: group, limits: limits)
    }
    return table
  }

  private struct Candidate {
    let detection: COCODetection
    let image: Int
    let category: Int
  }

  /// The detections of listed categories.
  private func candidates(of detections: [COCODetection]) throws -> [Candidate] {
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
      guard let category = categoryRanks[detection.categoryID] else { continue }
      result.append(Candidate(detection: detection, image: image, category: category))
    }
    return result
  }

  private func stableOrder(_ keys: [Int]) -> [Int] {
    keys.indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
  }
}
