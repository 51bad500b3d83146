import Datasets

extension DetectionDataset {
  /// Two parts, drawn at random: what is left, and what is held out, at least a picture each.
  ///
  /// - Parameter untouched: The same pictures with their boxes as they are evaluated.
  /// - Throws: ``TrainingError`` if there is only one picture.
  func split(
    holdingOut share: Double, of untouched: DetectionDataset, seed: UInt64
  ) throws -> (training: DetectionDataset, validation: DetectionDataset) {
    guard count > 1 else {
      throw TrainingError("'\(path)' has one picture, of which no share can be held out.")
    }
    let size = min(max(Int((share * Double(count)).rounded()), 1), count - 1)
    // Epochs use the positions from 0.
    let order = RandomStream.order.permutation(of: count, seed: seed, -1)
    var heldOut = try untouched.part(order.prefix(size).sorted())
    heldOut.proposals = proposals
    return (try part(order.dropFirst(size).sorted()), heldOut)
  }

  private func part(_ pictures: [Int]) throws -> DetectionDataset {
    var result = self
    result.coco = try COCODataset(
      images: pictures.map { coco.images[$0] }, categories: coco.categories,
      annotations: pictures.flatMap { coco.annotations(ofImageAt: $0) }, boxes: .untouched,
      source: "'\(path)'")
    return result
  }
}
