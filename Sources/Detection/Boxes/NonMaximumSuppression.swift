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
  let ranks = scores.map { $0.isNaN ? -Float.infinity : $0 }
  let order = boxes.indices.sorted { ranks[$0] == ranks[$1] ? $0 < $1 : ranks[$0] > ranks[$1] }
  var kept: [Int] = []
  var keptBoxes: [Box] = []
  for index in order {
    if kept.count >= limit { break }
    let box = boxes[index]
    if keptBoxes.contains(where: { $0.iou(box) > threshold }) { continue }
    kept.append(index)
    keptBoxes.append(box)
  }
  return kept
}
