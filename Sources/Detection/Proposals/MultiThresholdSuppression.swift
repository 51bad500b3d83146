/// AttractioNet's re-ordering of proposals (arXiv 1606.04446, section 4; `AttractioNet_postprocess.m`):
/// the first ten come from a suppression that leaves only very different boxes, the next ones from
/// milder and milder ones. So a short list covers many objects, and a long one each of them closely.
///
/// A list shorter than the paper's 2,000 is the paper's list cut off: its first ten are the same
/// ten, whatever the limit. Of a longer list, all beyond the first 1,000 come from the mildest
/// suppression.
public enum MultiThresholdSuppression {
  /// The largest IoU of two boxes up to some length of the list, mildest first.
  package static let steps: [(threshold: Float, length: Int)] = [
    (0.95, 2000), (0.9, 1000), (0.85, 400), (0.8, 200), (0.75, 100), (0.65, 40), (0.6, 20),
    (0.55, 10),
  ]

  /// The boxes in their new order, at most `limit`.
  ///
  /// - Returns: Indices into `boxes`, and for each which step took it, as an index into ``steps``.
  package static func order(
    _ boxes: [Box], scores: [Float], limit: Int
  ) -> [(index: Int, level: Int)] {
    guard limit > 0 else { return [] }
    let (mildest, longest) = steps[0]
    let all = nms(boxes, scores: scores, threshold: mildest, limit: max(longest, limit))
    let best = ScoredBoxes(boxes: boxes, scores: scores)[all]
    var isTaken = [Bool](repeating: false, count: all.count)
    var result: [(index: Int, level: Int)] = []
    for (level, step) in steps.enumerated().reversed() {
      // No more than these can be taken: of a step's first boxes some are taken already.
      let length = level == 0 ? limit : min(step.length, limit)
      let survivors =
        level == 0
        ? Array(all.indices)
        : nms(best.boxes, scores: best.scores, threshold: step.threshold, limit: length)
      for survivor in survivors where !isTaken[survivor] && result.count < length {
        isTaken[survivor] = true
        result.append((all[survivor], level))
      }
      if result.count == limit { break }
    }
    return result
  }
}
