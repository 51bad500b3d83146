/// Box voting: moves each kept box to the weighted mean of all candidates around it.
///
/// Every candidate whose IoU with the kept box is at least `threshold` votes, those that
/// non-maximum suppression dropped included, with weight `max(0, score)`. A box whose voters all
/// weigh nothing stays. Its score stays that of the kept box (LocNet, arXiv 1511.07763, algorithm
/// 1; Gidaris and Komodakis, arXiv 1505.01749, section 5.3).
///
/// - Parameters:
///   - kept: indices into `boxes`, as `nms` returns them.
///   - boxes: all candidates of one class.
///   - scores: one per candidate.
///   - threshold: the IoU from which a candidate votes.
/// - Returns: one box per element of `kept`, in its order.
/// - Precondition: there are as many scores as boxes.
public func boxVoting(
  kept: [Int], boxes: [Box], scores: [Float], threshold: Float = 0.5
) -> [Box] {
  precondition(
    boxes.count == scores.count,
    "box voting needs one score per box, got \(boxes.count) boxes and \(scores.count) scores")
  let lanes = BoxLanes.lanes(of: boxes)
  return kept.map { index in
    let center = boxes[index]
    var sum = SIMD4<Float>.zero
    var total: Float = 0
    for (group, eight) in lanes.enumerated() {
      let votes = eight.iou(center) .>= threshold
      guard any(votes) else { continue }
      let first = group * BoxLanes.width
      for i in first..<min(first + BoxLanes.width, boxes.count)
      where votes[i - first] && scores[i] > 0 {
        let box = boxes[i]
        // Offsets from the kept box, not coordinates: no digits are lost far from the origin.
        sum +=
          scores[i]
          * SIMD4(box.x0 - center.x0, box.y0 - center.y0, box.x1 - center.x1, box.y1 - center.y1)
        total += scores[i]
      }
    }
    guard total > 0, total.isFinite else { return center }
    let shift = sum / total
    return Box(
      x0: center.x0 + shift[0], y0: center.y0 + shift[1],
      x1: center.x1 + shift[2], y1: center.y1 + shift[3])
  }
}
