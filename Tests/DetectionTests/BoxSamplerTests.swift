import Detection
import Imaging
import TensorCore
import Testing

@Suite struct BoxSamplerTests {
  private let seeds = SeedBoxes(limit: 3000).boxes(width: 320, height: 240)

  private func picture(
    _ objects: [(Box, Int)], crowds: [Box] = []
  ) -> DetectionSample {
    DetectionSample(
      image: Image(width: 320, height: 240, fill: .black),
      objects: objects.map { DetectionSample.Object(box: $0.0, category: $0.1) }, crowds: crowds,
      seeds: seeds, name: "a picture")
  }

  private func draw(
    _ sample: DetectionSample, _ settings: SamplingSettings = SamplingSettings(), seed: UInt64 = 1,
    proposals: [Box]? = nil, classThreshold: Float = 0.5
  ) -> BoxSampler.Samples {
    var generator = RandomGenerator(seed: seed)
    return BoxSampler(settings: settings, classThreshold: classThreshold).samples(
      sample, image: 3, seeds: seeds, proposals: proposals ?? every(29), using: &generator)
  }

  /// Every `step`th seed box, for proposals.
  private func every(_ step: Int) -> [Box] {
    stride(from: 0, to: seeds.count, by: step).map { seeds[$0] }
  }

  private let objects = [
    (Box(x: 40, y: 50, width: 60, height: 70), 2), (Box(x: 180, y: 20, width: 100, height: 50), 0),
    (Box(x: 200, y: 150, width: 40, height: 40), 1),
  ]

  @Test func countsAndShares() {
    let found = draw(picture(objects))
    #expect(found.classification.count == 64)
    #expect(found.classification.count { $0.label(threshold: 0.5) > 0 } == 16)
    #expect(found.objectness.count == 64)
    #expect(found.objectness.count { $0.isObject } == 32)
    #expect(found.proposalLocalization.count == 32)
    // Three objects and eight copies of each.
    #expect(found.localization.count == 27)
    let regions =
      found.classification.map(\.region) + found.objectness.map(\.region)
      + found.proposalLocalization.map(\.region) + found.localization.map(\.region)
    for region in regions {
      #expect(region.image == 3)
      #expect(
        !region.box.isEmpty
          && region.box.fraction(inside: Box(x0: 0, y0: 0, x1: 320, y1: 240)) > 0.999)
    }
    // Each candidate at most once.
    #expect(Set(found.proposalLocalization.map(\.region)).count == 32)
    #expect(Set(found.localization.map(\.region)).count == 27)
  }

  @Test func settingsAreFollowed() {
    var settings = SamplingSettings()
    settings.regions = 40
    settings.foregroundShare = 0.5
    settings.objectnessBoxes = 10
    settings.localizationBoxes = 5
    settings.localizationOverlap = 0.7
    let sample = picture(objects)
    let found = draw(sample, settings)
    #expect(found.classification.count == 40)
    #expect(found.classification.count { $0.label(threshold: 0.5) > 0 } <= 20)
    #expect(found.objectness.count == 10)
    #expect(found.objectness.count { $0.isObject } == 5)
    #expect(found.localization.count == 5)
    for (region, object) in found.localization { #expect(region.box.iou(object.box) >= 0.7) }
  }

  @Test func labelsFollowOverlap() {
    let sample = picture(objects)
    for seed in 1...20 {
      let found = draw(sample, seed: UInt64(seed))
      for chosen in found.classification {
        let (region, label) = (chosen.region, chosen.label(threshold: 0.5))
        let overlaps = sample.objects.map { $0.box.iou(region.box) }
        let best = overlaps.max() ?? 0
        #expect((best >= 0.5) == (label > 0))
        if label > 0 {
          #expect(
            sample.objects.contains { $0.category == label - 1 && $0.box.iou(region.box) == best })
        }
      }
      for (region, isObject) in found.objectness {
        let best = sample.objects.map { $0.box.iou(region.box) }.max() ?? 0
        #expect(isObject ? best >= 0.5 : best < 0.3)
      }
      for (region, object) in found.localization {
        #expect(region.box.iou(object.box) >= 0.4)
        #expect(sample.objects.map { $0.box.iou(region.box) }.max() == object.box.iou(region.box))
        #expect(sample.objects.contains(object))
      }
    }
  }

  @Test func regionsCarryTheirOverlap() {
    let sample = picture(objects)
    for classThreshold: Float in [0.3, 0.5, 0.7] {
      let found = draw(sample, classThreshold: classThreshold).classification
      #expect(found.count == 64)
      #expect(found.count { $0.overlap >= classThreshold } == 16)
      for chosen in found {
        let best = sample.objects.map { $0.box.iou(chosen.region.box) }.max() ?? 0
        #expect(chosen.overlap == best)
        #expect((chosen.object?.box.iou(chosen.region.box) ?? 0) == best)
      }
    }
  }

  /// The objects' own boxes are candidates, so every class can be learned from however bad the
  /// proposals are.
  @Test func objectsAreCandidatesThemselves() {
    var settings = SamplingSettings()
    settings.jitteredCopies = 0
    let found = draw(picture(objects), settings, proposals: [])
    #expect(Set(found.classification.map { $0.label(threshold: 0.5) }) == [1, 2, 3])
    #expect(Set(found.classification.map(\.region.box)) == Set(objects.map(\.0)))
  }

  @Test func jitteredCopiesAreOfUse() {
    var settings = SamplingSettings()
    settings.jitteredCopies = 200
    settings.regions = 1000
    settings.foregroundShare = 1
    let object = Box(x: 120, y: 80, width: 60, height: 60)
    let found = draw(picture([(object, 0)]), settings, proposals: [])
    let overlaps = found.classification.map { $0.region.box.iou(object) }
    #expect(overlaps.count == 201)
    // Easy and hard ones, on both sides of the threshold.
    #expect(overlaps.count { $0 >= 0.8 } > 20)
    #expect(overlaps.count { $0 >= 0.5 && $0 < 0.8 } > 40)
    #expect(overlaps.count { $0 < 0.5 } > 2)
    #expect(overlaps.allSatisfy { $0 > 0.15 })
    // No side is preferred.
    let shifts = found.classification.map { $0.region.box.centerX - object.centerX }
    #expect(abs(shifts.reduce(0, +) / Float(shifts.count)) < 2)
  }

  @Test func boxesInCrowdsAreNeitherPositiveNorNegative() {
    let crowd = Box(x: 0, y: 100, width: 160, height: 140)
    let inside = (Box(x: 20, y: 120, width: 50, height: 50), 1)
    for sample in [picture([inside], crowds: [crowd]), picture([], crowds: [crowd])] {
      for seed in 1...10 {
        let found = draw(sample, seed: UInt64(seed))
        #expect(!found.classification.isEmpty && !found.objectness.isEmpty)
        let regions = found.classification.map(\.region) + found.objectness.map(\.region)
        for region in regions where region.box.fraction(inside: crowd) >= 0.7 {
          let isOnObject = sample.objects.contains { $0.box.iou(region.box) >= 0.5 }
          #expect(isOnObject, "\(region.box)")
        }
      }
    }
  }

  /// In a crowd a box on an object has no label where it does not overlap the object enough.
  @Test func boxesInCrowdsAreNoBackgroundOfHigherThresholds() {
    let object = (Box(x: 60, y: 140, width: 60, height: 60), 1)
    let crowd = Box(x: 0, y: 80, width: 320, height: 160)
    var withoutLabel = 0
    for seed in 1...10 {
      let found = draw(picture([object], crowds: [crowd]), seed: UInt64(seed)).classification
      for chosen in found {
        let isInCrowd = chosen.region.box.fraction(inside: crowd) >= 0.7
        #expect(chosen.isInCrowd == isInCrowd)
        let label = chosen.overlap >= 0.75 ? 2 : isInCrowd ? -1 : 0
        #expect(chosen.label(threshold: 0.75) == label)
      }
      withoutLabel += found.count { $0.label(threshold: 0.75) == -1 }
    }
    #expect(withoutLabel > 5)
    // Such boxes take no place of a negative.
    let found = draw(picture([object], crowds: [crowd]), classThreshold: 0.7).classification
    #expect(found.allSatisfy { $0.overlap >= 0.7 || !$0.isInCrowd })
  }

  @Test func picturesWithoutObjectsAreBackground() {
    let found = draw(picture([]))
    #expect(found.classification.count == 64)
    #expect(found.classification.allSatisfy { $0.label(threshold: 0.5) == 0 })
    #expect(found.objectness.count == 64)
    #expect(found.objectness.allSatisfy { !$0.isObject })
    #expect(found.localization.isEmpty)
  }

  @Test func nothingGivesNothing() {
    var generator = RandomGenerator(seed: 1)
    let found = BoxSampler(settings: SamplingSettings(), classThreshold: 0.5).samples(
      picture([]), image: 0, seeds: [], proposals: [], using: &generator)
    #expect(found.classification.isEmpty && found.objectness.isEmpty && found.localization.isEmpty)
    let empties = [Box(x: 5, y: 5, width: 0, height: 3), Box(x0: .nan, y0: 0, x1: 1, y1: 1)]
    let none = BoxSampler(settings: SamplingSettings(), classThreshold: 0.5).samples(
      picture([]), image: 0, seeds: empties, proposals: empties, using: &generator)
    #expect(none.classification.isEmpty && none.objectness.isEmpty)
  }

  @Test func generatorDecides() {
    let sample = picture(objects)
    func regions(_ seed: UInt64) -> [[BatchBox]] {
      let found = draw(sample, seed: seed)
      return [
        found.classification.map(\.region), found.objectness.map(\.region),
        found.localization.map(\.region),
      ]
    }
    #expect(regions(1) == regions(1))
    for (a, b) in zip(regions(1), regions(2)) { #expect(a != b) }
  }
}
