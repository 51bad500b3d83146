import Autograd
import Detection
import Foundation
import NeuralNet
import TensorCore
import TestSupport
import Testing
import WideResNet

@Suite struct RegionClassifierTests {
  private static let thresholds: [Float] = [0.5, 0.6, 0.75]
  private static let tolerance = Tolerance(absolute: 1e-4, relative: 1e-4)

  /// Small, large, tall, beyond the border, and in the second picture.
  private let regions: [BatchBox] = [
    BatchBox(image: 0, box: Box(x0: 16, y0: 24, x1: 40, y1: 40)),
    BatchBox(image: 0, box: Box(x0: 0, y0: 0, x1: 128, y1: 96)),
    BatchBox(image: 0, box: Box(x0: 70, y0: 5, x1: 86, y1: 93)),
    BatchBox(image: 0, box: Box(x0: 100, y0: 60, x1: 150, y1: 120)),
    BatchBox(image: 1, box: Box(x0: 20, y0: 30, x1: 70, y1: 80)),
    BatchBox(image: 1, box: Box(x0: 3, y0: 5, x1: 11, y1: 9)),
  ]

  /// Objects of these regions, their overlaps as if they had been measured.
  private var samples: [RegionSample] {
    func object(_ box: Box, _ category: Int) -> DetectionSample.Object {
      DetectionSample.Object(box: box, category: category)
    }
    return [
      RegionSample(
        region: regions[0], object: object(Box(x0: 18, y0: 22, x1: 45, y1: 41), 0), overlap: 0.8),
      RegionSample(
        region: regions[1], object: object(Box(x0: 9, y0: 9, x1: 120, y1: 70), 2), overlap: 0.62),
      RegionSample(
        region: regions[2], object: object(Box(x0: 60, y0: 0, x1: 90, y1: 80), 1), overlap: 0.5),
      RegionSample(
        region: regions[3], object: object(Box(x0: 110, y0: 80, x1: 128, y1: 96), 1), overlap: 0.3),
      RegionSample(region: regions[4], object: nil, overlap: 0),
      RegionSample(
        region: regions[5], object: object(Box(x0: 3, y0: 4, x1: 13, y1: 10), 0), overlap: 0.55,
        isInCrowd: true),
    ]
  }

  /// Of the three thresholds: positives, background, and what is left out in the crowd.
  private let labels = [1, 1, 1, 3, 3, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1, -1]

  private func detector(
    _ architecture: DetectorArchitecture, _ pooling: RegionArchitecture.Pooling
  ) throws -> Detector {
    var architecture = architecture
    architecture.regions.thresholds = Self.thresholds
    architecture.regions.pooling = pooling
    let detector = try Synthetic.detector(architecture)
    for parameter in detector.store.all {
      // Their first weights are so small that all regions would look alike.
      switch parameter.name {
      case "regions.classifier.weight": parameter.value.scale(by: 100)
      case "regions.box_regressor.weight": parameter.value.scale(by: 1000)
      default: break
      }
    }
    return detector
  }

  private func maps(_ detector: Detector) -> [Variable] {
    detector.maps(Variable(ImageBatch(Synthetic.batch.map(\.image)).tensor), .inference)
  }

  @Test func labelsOfEachThreshold() {
    #expect(samples.flatMap { s in Self.thresholds.map { s.label(threshold: $0) } } == labels)
  }

  @Test(arguments: [RegionArchitecture.Pooling.align, .max])
  func fovealScoresAndLosses(pooling: RegionArchitecture.Pooling) throws {
    let detector = try detector(Synthetic.fovealArchitecture, pooling)
    let maps = maps(detector)
    let reference = ReferenceRegionClassifier(
      detector, zip(maps, [8, 16, 32]).map { (ReferenceArray($0.value), $1) }, regions)
    check(detector.classifier.scores(maps, regions), reference.logits, reference.offsets)
    let losses = detector.classifier.losses(maps, samples, .inference)
    try check(losses, reference.logits, reference.offsets)
  }

  /// A region of 14x14 cells is pooled to itself by maxima, so its vector is that of the picture in
  /// a classifier of the same weights.
  @Test func layer4IsTheTrunksLastGroup() throws {
    let detector = try detector(Synthetic.layer4Architecture, .max)
    let store = ParameterStore()
    let trunk = try ResidualTrunk(
      ParameterBuilder(uninitialized: store) / "trunk", imageNetDepth: 18, width: 0.125)
    for parameter in store.all {
      let own = try #require(detector.store.all.first { $0.name == parameter.name })
      parameter.value = own.value
    }
    let picture = Variable(ImageBatch([Synthetic.noise(width: 224, height: 224)]).tensor)
    let vector = trunk.features(picture, .inference)[3].globallyAveraged()
    // Corners are rounded to cells, ends inclusive: 0 and 13.
    let whole = BatchBox(image: 0, box: Box(x0: 0, y0: 0, x1: 208, y1: 208))
    func linear(_ name: String) -> ReferenceArray {
      Reference.linear(
        ReferenceArray(vector.value),
        weight: ReferenceRegionClassifier.weight(detector, "\(name).weight"),
        bias: ReferenceRegionClassifier.weight(detector, "\(name).bias"))
    }
    let logits = linear("regions.classifier").reshaped(to: [Self.thresholds.count, 4])
    let maps = detector.maps(picture, .inference)
    #expect(maps.map(\.shape) == [[1, 28, 28, 16], [1, 14, 14, 32]])
    let scores = detector.classifier.scores(maps, [whole])
    let probabilities = ReferenceRegionClassifier.probabilities(
      logits, heads: Self.thresholds.count)
    for (a, b) in zip(scores[0].probabilities, probabilities[0]) {
      #expect(Self.tolerance.accepts(Double(a), b))
    }
    check(scores, boxes: linear("regions.box_regressor"), [whole])
  }

  /// The losses of the layer4 head from its own scores: with one threshold, a probability is a
  /// logit's.
  @Test func layer4Losses() throws {
    var architecture = Synthetic.layer4Architecture
    architecture.regions.thresholds = [0.5]
    let detector = try Synthetic.detector(architecture)
    let maps = maps(detector)
    let scores = detector.classifier.scores(maps, regions)
    let expected = zip(scores, samples).reduce(0.0) { sum, pair in
      let (score, sample) = pair
      let label = sample.label(threshold: 0.5)
      let p = label == 0 ? 1 - score.probabilities.reduce(0, +) : score.probabilities[label - 1]
      return sum - log(Double(p)) / 6
    }
    let losses = detector.classifier.losses(maps, samples, .inference)
    #expect(Self.tolerance.accepts(Double(losses.classification.value.scalar), expected))
    #expect(try #require(losses.boxes).value.scalar > 0)
  }

  @Test func blocksDoNotMatter() throws {
    for architecture in [Synthetic.fovealArchitecture, Synthetic.layer4Architecture] {
      let detector = try detector(architecture, .align)
      let maps = maps(detector)
      let many = (0..<300).map { regions[$0 % regions.count] }
      let alone = detector.classifier.scores(maps, regions)
      for (i, score) in detector.classifier.scores(maps, many).enumerated() {
        let expected = alone[i % regions.count]
        for (a, b) in zip(score.probabilities, expected.probabilities) {
          #expect(abs(a - b) < 1e-5)
        }
      }
      #expect(detector.classifier.scores(maps, []).isEmpty)
    }
  }

  @Test func batchNormOfLayer4IsTheTrunks() throws {
    for isFrozen in [false, true] {
      let detector = try Synthetic.detector(Synthetic.layer4Architecture)
      if isFrozen { detector.freezeTrunkBatchNorm() }
      let norms = detector.store.all.filter {
        $0.name.hasPrefix("trunk.layer4") && $0.name.hasSuffix("running_mean")
      }
      #expect(norms.count == 5)
      let before = norms.map(\.value.scalars)
      let mode = Mode.training(RandomSource(RandomGenerator(seed: 1)))
      _ = detector.classifier.losses(maps(detector), samples, mode)
      for (norm, old) in zip(norms, before) { #expect((norm.value.scalars == old) == isFrozen) }
      let gamma = detector.store.all.first { $0.name == "trunk.layer4.0.bn1.weight" }
      #expect(gamma?.isTrainable == !isFrozen)
    }
  }

  /// Regions near the objects of two pictures get their classes, and boxes nearer to them.
  @Test(arguments: [Synthetic.architecture, Synthetic.layer4Architecture])
  func learnsClassesAndBoxes(architecture: DetectorArchitecture) throws {
    var architecture = architecture
    architecture.regions.boxTower = true
    let detector = try Synthetic.detector(architecture)
    try train(detector, on: Synthetic.batch, steps: 240)
    let maps = maps(detector)
    var (before, after): (Float, Float) = (0, 0)
    for (image, sample) in Synthetic.batch.enumerated() {
      for object in sample.objects {
        for (x, y, factor) in [(0.12, 0.1, 1.1), (-0.1, 0.15, 0.9), (0.1, -0.12, 1.2)]
          as [(Float, Float, Float)]
        {
          let box = object.box.scaled(by: factor)
          let (dx, dy) = (x * box.width, y * box.height)
          let near = Box(x0: box.x0 + dx, y0: box.y0 + dy, x1: box.x1 + dx, y1: box.y1 + dy)
          let score = detector.classifier.scores(maps, [BatchBox(image: image, box: near)])[0]
          #expect(score.probabilities[object.category] == score.probabilities.max())
          before += near.iou(object.box)
          after += try #require(score.boxes)[object.category].iou(object.box)
        }
      }
    }
    #expect(before / 9 < 0.65 && after / 9 > 0.8, "\(before / 9), then \(after / 9)")
  }

  // MARK: - What is compared

  private func check(
    _ scores: [RegionScores], _ logits: ReferenceArray, _ offsets: ReferenceArray
  ) {
    let expected = ReferenceRegionClassifier.probabilities(logits, heads: Self.thresholds.count)
    for (score, row) in zip(scores, expected) {
      for (a, b) in zip(score.probabilities, row) {
        #expect(Self.tolerance.accepts(Double(a), b), "\(a), not \(b)")
      }
    }
    #expect(Set(scores.flatMap(\.probabilities)).count > 12)
    check(scores, boxes: offsets, regions)
  }

  /// The boxes by the formula: centre by a tenth of the offset, logarithm of the size by a fifth.
  private func check(
    _ scores: [RegionScores], boxes offsets: ReferenceArray, _ regions: [BatchBox]
  ) {
    for (row, (score, region)) in zip(scores, regions).enumerated() {
      for category in 0..<3 {
        let t = (0..<4).map { offsets[row, 4 * category + $0] }
        let (width, height) = (Double(region.box.width), Double(region.box.height))
        let expected = [
          Double(region.box.centerX) + 0.1 * t[0] * width,
          Double(region.box.centerY) + 0.1 * t[1] * height,
          width * exp(min(0.2 * t[2], log(62.5))), height * exp(min(0.2 * t[3], log(62.5))),
        ]
        let got = score.boxes.map {
          [$0[category].centerX, $0[category].centerY, $0[category].width, $0[category].height]
        }
        let tolerance = Tolerance(absolute: 2e-3, relative: 1e-3)
        for (a, b) in zip(got ?? [], expected) {
          #expect(tolerance.accepts(Double(a), b), "\(a), not \(b)")
        }
        #expect(got != nil)
      }
    }
  }

  private func check(
    _ losses: RegionClassifier.Losses, _ logits: ReferenceArray, _ offsets: ReferenceArray
  ) throws {
    let classification = Reference.softmaxCrossEntropy(logits, labels: labels).values[0]
    #expect(Self.tolerance.accepts(Double(losses.classification.value.scalar), classification))
    var (targets, weights) = (ReferenceArray(offsets.shape), ReferenceArray(offsets.shape))
    for (row, sample) in samples.enumerated() where sample.overlap >= 0.5 {
      let object = try #require(sample.object)
      let (from, to) = (sample.region.box, object.box)
      let values = [
        (to.centerX - from.centerX) / from.width / 0.1,
        (to.centerY - from.centerY) / from.height / 0.1,
        log(to.width / from.width) / 0.2, log(to.height / from.height) / 0.2,
      ]
      for (i, value) in values.enumerated() {
        targets[row, 4 * object.category + i] = Double(value)
        weights[row, 4 * object.category + i] = 1.0 / 6
      }
    }
    let expected = Reference.smoothL1(offsets, targets: targets, weights: weights, beta: 1)
    let boxes = try #require(losses.boxes).value.scalar
    #expect(Self.tolerance.accepts(Double(boxes), expected.values[0]), "\(boxes), \(expected)")
  }
}
