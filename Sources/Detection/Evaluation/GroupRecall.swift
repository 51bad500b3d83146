/// Recall and average precision of one category, or of all taken as one.
struct GroupRecall {
  /// By limit of detections, then condition; -1 where there is no object to find.
  let recalls: [[Double]]
  /// With the largest limit, by condition; -1 where there is no object to find.
  let precisions: [Double]
  /// The precision at 101 recalls likewise; empty where there is no object to find.
  let curves: [[Double]]

  /// - Parameters:
  ///   - outcomes: image after image.
  ///   - limits: numbers of detections per cell, rising.
  init(
    objects: ArraySlice<COCOEvaluator.Object>, outcomes: ArraySlice<MatchOutcome>, limits: [Int]
  ) {
    var objectCounts = [Int](repeating: 0, count: MatchConditions.count)
    for object in objects { object.counted.count(in: &objectCounts) }
    recalls = limits.map { limit in
      var found = [Int](repeating: 0, count: MatchConditions.count)
      for outcome in outcomes where outcome.rank < limit { outcome.hits.count(in: &found) }
      return zip(found, objectCounts).map { $1 == 0 ? -1 : Double($0) / Double($1) }
    }
    // Equal scores count in the order of their images.
    let order = outcomes.indices.map { (score: outcomes[$0].score, index: $0) }
      .sorted { $0.score == $1.score ? $0.index < $1.index : $0.score > $1.score }
    let hits = order.map { outcomes[$0.index].hits.rawValue }
    let counted = order.map { outcomes[$0.index].counted.rawValue }
    curves = objectCounts.indices.map { condition in
      Self.precisions(
        hits: hits, counted: counted, bit: UInt64(condition), objects: objectCounts[condition])
    }
    precisions = curves.map(Self.mean)
  }

  /// Average precision: the mean of a curve, -1 of none.
  static func mean(_ curve: [Double]) -> Double {
    curve.isEmpty ? -1 : curve.reduce(0, +) / Double(curve.count)
  }

  /// The best precision at each of 101 recalls or a higher one, 0 where it is not reached, of
  /// detections in order of falling score; none if there is no object.
  ///
  /// - Parameters:
  ///   - hits: by detection; whether it is right under the condition at `bit`.
  ///   - counted: likewise, whether it is right or wrong.
  ///   - objects: the number of objects to find.
  static func precisions(
    hits: [UInt64], counted: [UInt64], bit: UInt64, objects: Int
  ) -> [Double] {
    if objects == 0 { return [] }
    // Precision is best at a hit: between two it falls.
    var best: [Double] = []
    var seen = 0.0
    for index in hits.indices {
      seen += Double(counted[index] &>> bit & 1)
      if hits[index] &>> bit & 1 == 1 {
        // pycocotools adds numpy.spacing(1), so that 0/0 is 0; kept for the last digit.
        best.append(Double(best.count + 1) / (seen + Double.ulpOfOne))
      }
    }
    for index in best.indices.dropFirst().reversed() where best[index] > best[index - 1] {
      best[index - 1] = best[index]
    }
    var position = 0
    return COCOEvaluator.recallThresholds.map { threshold in
      while position < best.count, Double(position + 1) / Double(objects) < threshold {
        position += 1
      }
      return position < best.count ? best[position] : 0
    }
  }
}

extension MatchConditions {
  /// Adds 1 to the count of each condition in the set.
  fileprivate func count(in counts: inout [Int]) {
    var rest = rawValue
    while rest != 0 {
      counts[rest.trailingZeroBitCount] += 1
      rest &= rest - 1
    }
  }
}
