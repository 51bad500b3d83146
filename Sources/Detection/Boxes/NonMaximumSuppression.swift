/// Greedy non-maximum suppression.
///
/// Takes boxes in order of falling score, equal scores in order of index, and drops each box whose
/// IoU with one taken before is greater than `threshold`.
///
/// - Parameters:
///   - boxes: the candidates, of one class.
///   - scores: one per box; a score that is not a number counts as the lowest.
///   - threshold: the largest IoU that two kept boxes may have, in `0...1`.
///   - limit: stop when this many are kept.
/// - Returns: indices into `boxes` of those kept, best first.
/// - Precondition: there are as many scores as boxes.
public func nms(
  _ boxes: [Box], scores: [Float], threshold: Float, limit: Int = .max
) -> [Int] {
  precondition(
    boxes.count == scores.count,
    "nms needs one score per box, got \(boxes.count) boxes and \(scores.count) scores")
  var kept: [Int] = []
  var lanes: [BoxLanes] = []
  for index in descendingOrder(scores) {
    if kept.count >= limit { break }
    let box = boxes[index]
    if lanes.contains(where: { any($0.iou(box) .> threshold) }) { continue }
    let lane = kept.count % BoxLanes.width
    if lane == 0 { lanes.append(BoxLanes()) }
    lanes[lanes.count - 1].set(lane, box)
    kept.append(index)
  }
  return kept
}

/// The indices of the scores from the highest to the lowest, equal ones in their order; NaN counts
/// as the lowest.
private func descendingOrder(_ scores: [Float]) -> [Int] {
  // One whole number for score and index: sorting those compares no floats and calls no closure.
  let keys = scores.enumerated().map { index, score -> UInt64 in
    let bits = (score.isNaN ? -.infinity : score + 0).bitPattern  // + 0: -0 and 0 are equal
    // Negative floats grow with falling bits; turned around, more is less.
    let falling = bits >> 31 == 0 ? ~(bits | 1 << 31) : bits
    return UInt64(falling) << 32 | UInt64(index)
  }
  return keys.sorted().map { Int($0 & 0xFFFF_FFFF) }
}
