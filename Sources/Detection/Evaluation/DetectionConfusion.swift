import Datasets

/// How often objects of one category were taken for another, missed, or seen where there are none.
///
/// In each picture pairs of a detection and an object are made by falling IoU, whatever the
/// categories, each in one pair at most. Detections in crowd regions or on ignored objects of their
/// category count nowhere.
public struct DetectionConfusion: Sendable, Hashable {
  /// Detections below this score do not take part.
  public let minimumScore: Double
  /// The least IoU of a pair.
  public let minimumOverlap: Double
  /// Of the data set, in the order of their ids.
  public let categoryNames: [String]
  /// By category of the object, then of the detection; after the last category, detections without
  /// object, and objects without detection.
  public fileprivate(set) var counts: [[Int]]

  /// The position behind the last category: no object, or no detection.
  public var background: Int { categoryNames.count }
}

extension COCOEvaluator {
  /// What is taken for what.
  ///
  /// - Throws: ``EvaluationError`` as ``evaluate(_:)`` does.
  public func confusion(
    _ detections: [COCODetection], minimumScore: Double, minimumOverlap: Double = 0.5
  ) throws -> DetectionConfusion {
    var result = DetectionConfusion(
      minimumScore: minimumScore, minimumOverlap: minimumOverlap,
      categoryNames: categories.map(\.name),
      counts: Array(
        repeating: Array(repeating: 0, count: categoryCount + 1), count: categoryCount + 1))
    let sure = try candidates(of: detections).filter { $0.score >= minimumScore }
    forEachPicture(sure) { picture in
      result.add(picture)
    }
    return result
  }
}

extension DetectionConfusion {
  private struct Pair {
    let detection, object: Int
    let overlap: Double
  }

  fileprivate mutating func add(_ picture: COCOEvaluator.Picture) {
    var pairs: [Pair] = []
    for (index, detection) in picture.detections.enumerated() {
      for (object, target) in picture.targets.enumerated() {
        let overlap = picture.overlap(detection, target)
        guard overlap >= minimumOverlap else { continue }
        pairs.append(Pair(detection: index, object: object, overlap: overlap))
      }
    }
    // Of equal overlaps the surer detection's first, then the object's of its category.
    func rank(_ pair: Pair) -> (Double, Int, Int) {
      let isSame =
        picture.detections[pair.detection].category == picture.targets[pair.object].category
      return (-pair.overlap, pair.detection, isSame ? -1 : pair.object)
    }
    pairs.sort { rank($0) < rank($1) }
    var isUsed = [Bool](repeating: false, count: picture.detections.count)
    var isFound = [Bool](repeating: false, count: picture.targets.count)
    for pair in pairs where !isUsed[pair.detection] && !isFound[pair.object] {
      isUsed[pair.detection] = true
      isFound[pair.object] = true
      counts[picture.targets[pair.object].category][
        picture.detections[pair.detection].category] += 1
    }
    for (detection, _) in zip(picture.detections, isUsed).filter({ !$0.1 }) {
      let isExcused = picture.others.contains {
        $0.category == detection.category && picture.overlap(detection, $0) >= minimumOverlap
      }
      if !isExcused { counts[background][detection.category] += 1 }
    }
    for (target, _) in zip(picture.targets, isFound).filter({ !$0.1 }) {
      counts[target.category][background] += 1
    }
  }
}
