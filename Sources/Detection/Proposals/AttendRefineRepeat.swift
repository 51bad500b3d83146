import TensorCore

/// AttractioNet's proposals (arXiv 1606.04446, algorithm 1): score all boxes, keep the best, move
/// each to its object, repeat.
struct AttendRefineRepeat {
  /// Boxes more alike than this are one (the paper's 0.90).
  private static let overlap: Float = 0.9

  let network: ProposalNetwork
  let settings: ProposalSettings

  /// The proposals of picture `image` of the batch, best first.
  func callAsFunction(
    _ features: RegionFeatures.Maps, image: Int, seeds: [Box], width: Int, height: Int
  ) -> [Proposal] {
    var boxes = seeds
    var candidates: [Proposal] = []
    for round in 0..<settings.repeats where !boxes.isEmpty {
      let scores = probabilities(features, image, boxes)
      let best = nms(boxes, scores: scores, threshold: Self.overlap, limit: settings.activeBoxes)
      Profile.current?.mark("Suppression")
      let refined = network.localization.refined(
        features, best.map { BatchBox(image: image, box: boxes[$0]) }
      )
      .map { $0.box.clipped(toWidth: width, height: height) }
      Profile.current?.mark("Box decoding")
      // A refined box carries the score of the box it came from; the next round scores it itself.
      let isLast = round == settings.repeats - 1
      candidates += zip(best, refined).filter { !$1.isEmpty }
        .map { Proposal(box: $1, objectness: scores[$0]) }
      boxes = zip(best, refined)
        .filter { !$1.isEmpty && (isLast || boxes[$0].iou($1) < Self.overlap) }.map { $1 }
    }
    let kept = nms(
      candidates.map(\.box), scores: candidates.map(\.objectness), threshold: Self.overlap,
      limit: settings.limit)
    return kept.map { candidates[$0] }
  }

  private func probabilities(_ features: RegionFeatures.Maps, _ image: Int, _ boxes: [Box])
    -> [Float]
  {
    boxes.map { BatchBox(image: image, box: $0) }
      .inBlocks { network.objectness(features, $0).value.sigmoid().scalars }
  }
}
