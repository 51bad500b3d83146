import Autograd
import Detection
import Imaging
import TensorCore
import TestSupport
import Testing

@Suite struct DetectorInferenceTests {
  private let picture = Synthetic.batch[0].image

  private func check(_ found: [Detection], _ image: Image, _ settings: InferenceSettings) {
    #expect(found.count <= settings.limit)
    for detection in found {
      #expect(detection.box.isInside(width: image.width, height: image.height), "\(detection.box)")
      #expect(detection.score >= settings.scoreThreshold && detection.score <= 1)
      #expect(Synthetic.categories.contains(detection.category))
    }
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
  }

  @Test func detectionsAreInsideAndSorted() throws {
    let detector = try Synthetic.decisiveDetector()
    let found = detector.detect(picture, Synthetic.inference)
    #expect(found.count > 10)
    #expect(Set(found.map(\.score)).count > 5)
    check(found, picture, Synthetic.inference)
  }

  @Test func limitsAndThresholds() throws {
    let detector = try Synthetic.decisiveDetector()
    let all = detector.detect(picture, Synthetic.inference)
    var settings = Synthetic.inference
    settings.limit = 5
    #expect(detector.detect(picture, settings) == Array(all.prefix(5)))
    settings = Synthetic.inference
    settings.scoreThreshold = all[all.count / 2].score
    let some = detector.detect(picture, settings)
    #expect(!some.isEmpty && some.count <= all.count)
    check(some, picture, settings)
    settings.scoreThreshold = 1.1
    #expect(detector.detect(picture, settings).isEmpty)
    settings = Synthetic.inference
    settings.proposals.seeds = 0
    #expect(detector.detect(picture, settings).isEmpty)
  }

  @Test func detectionsOfAClassDoNotOverlap() throws {
    let detector = try Synthetic.decisiveDetector()
    for overlap: Float in [0.2, 0.5] {
      var settings = Synthetic.inference
      settings.votingOverlap = nil
      settings.overlap = overlap
      let found = detector.detect(picture, settings)
      check(found, picture, settings)
      var neighbours = 0
      for (i, a) in found.enumerated() {
        for b in found[..<i] where a.category == b.category {
          #expect(a.box.iou(b.box) <= overlap + 1e-3)
          if a.box.iou(b.box) > 0 { neighbours += 1 }
        }
      }
      #expect(neighbours > 0)
      // Boxes of different classes do not suppress each other.
      #expect(
        found.contains { a in
          found.contains { a.category != $0.category && a.box.iou($0.box) > overlap }
        })
    }
  }

  @Test func votingMovesBoxesAndKeepsScores() throws {
    let detector = try Synthetic.decisiveDetector()
    var settings = Synthetic.inference
    let voted = detector.detect(picture, settings)
    settings.votingOverlap = nil
    let plain = detector.detect(picture, settings)
    #expect(voted.map(\.box) != plain.map(\.box))
    // Those that voting moved onto better ones are dropped.
    #expect(voted.count < plain.count && voted.first?.score == plain.first?.score)
    #expect(Set(voted.map(\.score)).isSubset(of: Set(plain.map(\.score))))
    for (i, a) in voted.enumerated() {
      for b in voted[..<i] where a.category == b.category {
        #expect(a.box.iou(b.box) <= settings.overlap)
      }
    }
  }

  @Test(arguments: [(1, 1), (10, 1000), (1000, 10), (7, 5), (31, 33), (1, 300), (2000, 3)])
  func picturesOfOddSizes(width: Int, height: Int) throws {
    let detector = try Synthetic.decisiveDetector()
    let image = Synthetic.noise(width: width, height: height)
    var settings = Synthetic.inference
    check(detector.detect(image, settings), image, settings)
    // Smaller than a cell of the network.
    settings.size = ImageSizing(shortSide: 8, longSide: 16)
    check(detector.detect(image, settings), image, settings)
  }

  @Test func roundsOfEachKind() throws {
    let detector = try Synthetic.decisiveDetector()
    for (repeats, rounds) in [(1, 1), (1, 3), (4, 1), (3, 4), (0, 2)] {
      var settings = Synthetic.inference
      settings.proposals.repeats = repeats
      settings.scoringRounds = rounds
      let found = detector.detect(picture, settings)
      #expect(found.isEmpty == (repeats == 0))
      check(found, picture, settings)
    }
  }

  @Test(arguments: [false, true]) func threadsDoNotChangeABit(isClassSpecific: Bool) throws {
    var architecture = Synthetic.architecture
    architecture.localization.isClassSpecific = isClassSpecific
    var settings = Synthetic.inference
    settings.scoringRounds = 3
    settings.flip = true
    let runs = try Pools.results {
      try Synthetic.decisiveDetector(architecture).detect(picture, settings)
    }
    #expect(!runs[0].isEmpty)
    for run in runs.dropFirst() { #expect(run == runs[0]) }
  }

  /// A picture shown at half or double the size gives boxes in its own pixels.
  @Test func boxesAreInPixelsOfThePictureAsGiven() throws {
    let detector = try Synthetic.decisiveDetector()
    let large = picture.resized(width: 3 * picture.width, height: 3 * picture.height)
    let found = detector.detect(large, Synthetic.inference)
    check(found, large, Synthetic.inference)
    #expect(found.contains { $0.box.x1 > Float(picture.width) + 1 })
    #expect(found.contains { $0.box.y1 > Float(picture.height) + 1 })
  }

  @Test func brokenWeightsDoNotCrash() throws {
    for part in [
      "proposals.objectness.fc7.weight", "localization.fc_x.weight", "regions.classifier.weight",
      "trunk.conv1.weight",
    ] {
      let detector = try Synthetic.decisiveDetector()
      let parameter = try #require(detector.store.all.first { $0.name == part })
      parameter.value = Tensor(parameter.value.shape, repeating: .nan)
      check(detector.detect(picture, Synthetic.inference), picture, Synthetic.inference)
    }
  }

  @Test(arguments: [
    (LocalizationModel.inOut, false), (.borders, false), (.combined, false), (.combined, true),
  ])
  func learnsToFindObjects(model: LocalizationModel, isClassSpecific: Bool) throws {
    var architecture = Synthetic.architecture
    architecture.localization.model = model
    architecture.localization.isClassSpecific = isClassSpecific
    try checkLearning(architecture)
  }

  @Test(arguments: [Synthetic.fovealArchitecture, Synthetic.layer4Architecture])
  func learnsToFindObjects(architecture: DetectorArchitecture) throws {
    try checkLearning(architecture)
  }

  /// One picture, shown until it is known: the whole chain of seeds, refinement, scoring and voting
  /// has to fit together.
  private func checkLearning(_ architecture: DetectorArchitecture) throws {
    let detector = try Synthetic.detector(architecture)
    let sample = Synthetic.batch[0]
    try train(detector, on: [sample], steps: 200)
    var settings = Synthetic.inference
    settings.scoreThreshold = 0.5
    let found = detector.detect(sample.image, settings)
    for object in sample.objects {
      let match = found.filter {
        $0.category == Synthetic.categories[object.category] && $0.box.iou(object.box) > 0.6
      }
      #expect(match.count == 1, "\(found)")
    }
  }
}
