/// Boxes and their scores, one for each.
package struct ScoredBoxes {
  package private(set) var boxes: [Box] = []
  package private(set) var scores: [Float] = []

  init() {}

  /// - Precondition: There are as many scores as boxes.
  init(boxes: [Box], scores: [Float]) {
    precondition(boxes.count == scores.count, "\(boxes.count) boxes and \(scores.count) scores")
    self.boxes = boxes
    self.scores = scores
  }

  mutating func append(_ box: Box, _ score: Float) {
    boxes.append(box)
    scores.append(score)
  }

  /// Those at `indices`, in this order.
  subscript(indices: [Int]) -> ScoredBoxes {
    ScoredBoxes(boxes: indices.map { boxes[$0] }, scores: indices.map { scores[$0] })
  }

  /// Those that non-maximum suppression leaves, best first.
  func suppressed(_ threshold: Float, limit: Int) -> ScoredBoxes {
    self[nms(boxes, scores: scores, threshold: threshold, limit: limit)]
  }

  /// The `count` of highest score, best first, of equal ones the first.
  func best(_ count: Int) -> ScoredBoxes {
    let order = scores.indices.sorted {
      scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
    }
    return self[Array(order.prefix(count))]
  }

  var proposals: [Proposal] { zip(boxes, scores).map { Proposal(box: $0, objectness: $1) } }
}
