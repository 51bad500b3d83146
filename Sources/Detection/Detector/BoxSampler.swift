import TensorCore

/// Chooses the boxes of one picture that the heads learn from.
package struct BoxSampler {
  /// Overlap thresholds of objectness: positives and negatives (AttractioNet).
  private static let foreground: Float = 0.5
  private static let background: Float = 0.3
  /// Boxes with at least this share inside a crowd are ignored (MultiPathNet).
  private static let crowdShare: Float = 0.7

  package struct Samples {
    package var classification: [RegionSample] = []
    package var objectness: [(region: BatchBox, isObject: Bool)] = []
    /// For the proposals' location sub-network, and for the LocNet of detections.
    package var proposalLocalization: [(region: BatchBox, object: DetectionSample.Object)] = []
    package var localization: [(region: BatchBox, object: DetectionSample.Object)] = []

    mutating func append(_ other: Samples) {
      classification += other.classification
      objectness += other.objectness
      proposalLocalization += other.proposalLocalization
      localization += other.localization
    }

    /// Drops the boxes of losses that are not wanted.
    mutating func keep(_ wanted: Set<DetectorLoss>) {
      if !wanted.contains(.objectness) { objectness = [] }
      if !wanted.contains(.proposalLocalization) { proposalLocalization = [] }
      if !wanted.contains(.classification) { classification = [] }
      if !wanted.contains(.localization) { localization = [] }
    }
  }

  /// A candidate and the object it overlaps most.
  private struct Candidate {
    let box: Box
    let object: DetectionSample.Object?
    let overlap: Float
    let isInCrowd: Bool
  }

  private let settings: SamplingSettings
  private let classThreshold: Float

  /// - Parameter classThreshold: The least overlap of the region classifier's objects.
  package init(settings: SamplingSettings, classThreshold: Float) {
    self.settings = settings
    self.classThreshold = classThreshold
  }

  /// - Parameters:
  ///   - image: The picture's index in the batch.
  ///   - seeds: Some of the seed boxes.
  ///   - proposals: Of the current network, or the sample's own, with which the proposal network
  ///     learns nothing.
  package func samples(
    _ sample: DetectionSample, image: Int, seeds: [Box], proposals: [Box],
    using generator: inout RandomGenerator
  ) -> Samples {
    let size = (width: sample.image.width, height: sample.image.height)
    let jittered = sample.objects.flatMap { object in
      [object.box]
        + (0..<settings.jitteredCopies).map { _ in jitter(object.box, using: &generator) }
        .map { $0.clipped(toWidth: size.width, height: size.height) }
    }
    let near = candidates(proposals + jittered, sample)
    let far = candidates(seeds, sample)
    var result = Samples()
    result.classification = classification(near, image, &generator)
    if sample.proposals == nil {
      result.objectness = objectness(near, far, image, &generator)
      result.proposalLocalization = localization(near + far, image, &generator)
    }
    result.localization = localization(near, image, &generator)
    return result
  }

  private func candidates(_ boxes: [Box], _ sample: DetectionSample) -> [Candidate] {
    boxes.compactMap { box in
      guard !box.isEmpty else { return nil }
      var best: (object: DetectionSample.Object?, overlap: Float) = (nil, 0)
      for object in sample.objects {
        let overlap = object.box.iou(box)
        if overlap > best.overlap { best = (object, overlap) }
      }
      let isInCrowd = sample.crowds.contains { box.fraction(inside: $0) >= Self.crowdShare }
      guard !isInCrowd || best.overlap >= Self.foreground else { return nil }
      return Candidate(
        box: box, object: best.object, overlap: best.overlap, isInCrowd: isInCrowd)
    }
  }

  /// Positives are those of the classifier's lowest threshold. Boxes that overlap no object by 0.1
  /// are background too, which MultiPathNet leaves out: it starts from a pretrained network, this
  /// one may start from nothing.
  private func classification(
    _ candidates: [Candidate], _ image: Int, _ generator: inout RandomGenerator
  ) -> [RegionSample] {
    let positive = draw(
      Int(Float(settings.regions) * settings.foregroundShare),
      from: candidates.filter { $0.overlap >= classThreshold }, &generator)
    let negative = draw(
      settings.regions - positive.count,
      from: candidates.filter { $0.overlap < classThreshold && !$0.isInCrowd }, &generator)
    return (positive + negative).map {
      RegionSample(
        region: BatchBox(image: image, box: $0.box), object: $0.object, overlap: $0.overlap,
        isInCrowd: $0.isInCrowd)
    }
  }

  /// Half positive; of the negative half from the network's own proposals, the hard ones, half from
  /// seeds.
  private func objectness(
    _ near: [Candidate], _ far: [Candidate], _ image: Int, _ generator: inout RandomGenerator
  ) -> [(region: BatchBox, isObject: Bool)] {
    let positive = draw(
      settings.objectnessBoxes / 2, from: (near + far).filter { $0.overlap >= Self.foreground },
      &generator)
    let rest = settings.objectnessBoxes - positive.count
    let hard = draw(rest / 2, from: near.filter { $0.overlap < Self.background }, &generator)
    let easy = draw(
      rest - hard.count, from: far.filter { $0.overlap < Self.background }, &generator)
    return positive.map { (BatchBox(image: image, box: $0.box), true) }
      + (hard + easy).map { (BatchBox(image: image, box: $0.box), false) }
  }

  private func localization(
    _ candidates: [Candidate], _ image: Int, _ generator: inout RandomGenerator
  ) -> [(region: BatchBox, object: DetectionSample.Object)] {
    let movable = candidates.filter { $0.overlap >= settings.localizationOverlap }
    return draw(settings.localizationBoxes, from: movable, &generator).compactMap { candidate in
      candidate.object.map { (BatchBox(image: image, box: candidate.box), $0) }
    }
  }

  /// At most `count` of the candidates, each at most once.
  private func draw(
    _ count: Int, from candidates: [Candidate], _ generator: inout RandomGenerator
  ) -> [Candidate] {
    candidates.count <= count
      ? candidates : Array(candidates.shuffled(using: &generator).prefix(count))
  }

  /// The box moved by up to 30 % and scaled by up to 1.5, sometimes little, sometimes much.
  private func jitter(_ box: Box, using generator: inout RandomGenerator) -> Box {
    let strength = generator.uniform()
    func shift() -> Float { strength * generator.uniform(in: -0.3...0.3) }
    func scale() -> Float { 1 + strength * generator.uniform(in: -0.33...0.5) }
    let (width, height) = (box.width * scale(), box.height * scale())
    let (x, y) = (box.centerX + box.width * shift(), box.centerY + box.height * shift())
    return Box(x: x - width / 2, y: y - height / 2, width: width, height: height)
  }
}
