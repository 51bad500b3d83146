import Datasets

/// COCO's evaluation as pycocotools spells it out, one IoU threshold and size class at a time.
struct ReferenceEvaluator {
  let truth: COCODataset
  let results: [COCODetection]
  private static let step = (0.95 - 0.5) / 9
  static let thresholds: [Double] = (0..<9).map { 0.5 + Double($0) * step } + [0.95]
  static let areas: [ClosedRange<Double>] = [0...1e10, 0...1024, 1024...9216, 9216...1e10]

  /// Mean average precision and mean recall over categories and `thresholds`; -1 where there is
  /// nothing to find.
  func means(area: Int, limit: Int, thresholds: [Double]) -> (precision: Double, recall: Double) {
    var precisions: [Double] = []
    var recalls: [Double] = []
    for category in truth.categories {
      for threshold in thresholds {
        let (hits, objects) = hits(category.id, Self.areas[area], limit, threshold)
        if objects == 0 { continue }
        recalls.append(Double(hits.count { $0 }) / Double(objects))
        precisions.append(Self.averagePrecision(hits, objects))
      }
    }
    func mean(_ values: [Double]) -> Double {
      values.isEmpty ? -1 : values.reduce(0, +) / Double(values.count)
    }
    return (mean(precisions), mean(recalls))
  }

  /// Right or wrong for each detection that counts, by falling score, and the number of objects.
  private func hits(
    _ category: Int, _ area: ClosedRange<Double>, _ limit: Int, _ threshold: Double
  ) -> (hits: [Bool], objects: Int) {
    var fates: [(score: Double, isHit: Bool)] = []
    var count = 0
    for image in truth.images.map(\.id).sorted() {
      let objects = truth.annotations.filter { $0.imageID == image && $0.categoryID == category }
        .map { (object: $0, isIgnored: $0.isCrowd || !area.contains($0.area)) }
      let ordered = objects.filter { !$0.isIgnored } + objects.filter(\.isIgnored)
      count += ordered.count { !$0.isIgnored }
      var isTaken = [Bool](repeating: false, count: ordered.count)
      let detections = results.filter { $0.imageID == image && $0.categoryID == category }
      let order = Self.byFallingScore(detections.map(\.score))
      for detection in order.prefix(limit).map({ detections[$0] }) {
        var best = min(threshold, 1 - 1e-10)
        var match: Int?
        for (index, (object, isIgnored)) in ordered.enumerated() {
          if isTaken[index] && !object.isCrowd { continue }
          if let match, !ordered[match].isIgnored, isIgnored { break }
          let overlap = Self.overlap(detection.bbox, object.bbox, isCrowd: object.isCrowd)
          if overlap < best { continue }
          (best, match) = (overlap, index)
        }
        if let match { isTaken[match] = true }
        let isLost = match.map { ordered[$0].isIgnored } ?? !area.contains(detection.bbox.area)
        if !isLost { fates.append((detection.score, match != nil)) }
      }
    }
    let order = Self.byFallingScore(fates.map(\.score))
    return (order.map { fates[$0].isHit }, count)
  }

  private static func byFallingScore(_ scores: [Double]) -> [Int] {
    scores.indices.sorted {
      scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
    }
  }

  private static func averagePrecision(_ hits: [Bool], _ objects: Int) -> Double {
    var recalls: [Double] = []
    var precisions: [Double] = []
    var right = 0.0
    for (index, isRight) in hits.enumerated() {
      right += isRight ? 1 : 0
      recalls.append(right / Double(objects))
      precisions.append(right / (Double(index + 1) + .ulpOfOne))
    }
    for index in precisions.indices.dropLast().reversed() {
      precisions[index] = max(precisions[index], precisions[index + 1])
    }
    var sum = 0.0
    for step in 0...100 {
      let threshold = step == 100 ? 1 : Double(step) * 0.01
      if let index = recalls.firstIndex(where: { $0 >= threshold }) { sum += precisions[index] }
    }
    return sum / 101
  }

  private static func overlap(_ box: COCOBox, _ object: COCOBox, isCrowd: Bool) -> Double {
    let width = max(0, min(box.maxX, object.maxX) - max(box.x, object.x))
    let height = max(0, min(box.maxY, object.maxY) - max(box.y, object.y))
    let shared = width * height
    return shared == 0 ? 0 : shared / (isCrowd ? box.area : box.area + object.area - shared)
  }
}
