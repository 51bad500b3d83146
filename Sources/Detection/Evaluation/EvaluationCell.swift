import Datasets

/// The objects and detections of one image and category: what matching looks at together.
///
/// Cells do not depend on each other.
struct EvaluationCell {
  /// In the order of the ground truth.
  private let objects: [COCOEvaluator.Object]
  /// By falling score, equal scores in the order given, at most the limit.
  private let detections: [COCODetection]
  /// IoU of detection `d` and object `g` at `d * objects.count + g`.
  private let overlaps: [Double]

  init(objects: [COCOEvaluator.Object], detections: [COCODetection], limit: Int) {
    let order = detections.indices.sorted {
      let (a, b) = (detections[$0].score, detections[$1].score)
      return a == b ? $0 < $1 : a > b
    }
    let best = order.prefix(limit).map { detections[$0] }
    self.objects = objects
    self.detections = best
    overlaps = best.flatMap { detection in
      objects.map { Self.overlap(detection.bbox, $0.box, isCrowd: $0.isCrowd) }
    }
  }

  /// Adds the fate of every detection to `outcomes`, for each size class and IoU threshold.
  func match(into outcomes: inout MatchOutcomes) {
    for (rank, detection) in detections.enumerated() {
      outcomes.scores.append(detection.score)
      outcomes.ranks.append(rank)
    }
    for area in AreaRange.allCases {
      let ignored = objects.map { $0.isCrowd || !area.bounds.contains($0.area) }
      outcomes.objectCounts[area.rawValue] += ignored.count { !$0 }
      // Objects that count come first: a detection is matched to an ignored one only for want of
      // them.
      let order = objects.indices.filter { !ignored[$0] } + objects.indices.filter { ignored[$0] }
      let isOutside = detections.map { !area.bounds.contains($0.bbox.area) }
      var matched = [UInt16](repeating: 0, count: detections.count)
      var dropped = [UInt16](repeating: 0, count: detections.count)
      for (bit, threshold) in COCOEvaluator.iouThresholds.enumerated() {
        var isTaken = [Bool](repeating: false, count: objects.count)
        for index in detections.indices {
          let match = bestMatch(
            for: index, order: order, ignored: ignored, isTaken: isTaken, threshold: threshold)
          if let match {
            isTaken[match] = true
            matched[index] |= 1 << bit
          }
          if match.map({ ignored[$0] }) ?? isOutside[index] { dropped[index] |= 1 << bit }
        }
      }
      outcomes.matched[area.rawValue] += matched
      outcomes.ignored[area.rawValue] += dropped
    }
  }

  /// The object that detection `index` goes to: the free one of largest IoU, of equal ones the
  /// last, and an ignored one only if no other reaches the threshold. Crowd regions are never
  /// taken.
  private func bestMatch(
    for index: Int, order: [Int], ignored: [Bool], isTaken: [Bool], threshold: Double
  ) -> Int? {
    var best = min(threshold, 1 - 1e-10)
    var match: Int?
    for object in order {
      if isTaken[object] && !objects[object].isCrowd { continue }
      if let match, !ignored[match], ignored[object] { break }
      let overlap = overlaps[index * objects.count + object]
      if overlap < best { continue }
      best = overlap
      match = object
    }
    return match
  }

  /// IoU of continuous boxes; with a crowd region, the share of the detection inside it.
  private static func overlap(_ box: COCOBox, _ object: COCOBox, isCrowd: Bool) -> Double {
    let width = min(box.maxX, object.maxX) - max(box.x, object.x)
    if width <= 0 { return 0 }
    let height = min(box.maxY, object.maxY) - max(box.y, object.y)
    if height <= 0 { return 0 }
    let shared = width * height
    return shared / (isCrowd ? box.area : box.area + object.area - shared)
  }
}
