import Autograd
import Detection
import Imaging
import TensorCore
import Testing

/// Several sizes, mirror images, proposals from elsewhere, and thresholds of classes.
@Suite struct DetectorViewsTests {
  private let picture = Synthetic.batch[0].image

  /// Nothing is suppressed, moved or cut off: what is found is all that was looked at.
  private var everything: InferenceSettings {
    var settings = Synthetic.inference
    settings.scoringRounds = 1
    settings.firstOverlap = 1
    settings.firstLimit = 10_000
    settings.overlap = 1
    settings.votingOverlap = nil
    settings.scoreThreshold = 0
    settings.limit = 10_000
    return settings
  }

  @Test func allSizesMeet() throws {
    let detector = try Synthetic.decisiveDetector()
    var settings = everything
    var parts: [Detection] = []
    let sizes = [ImageSizing(shortSide: 96, longSide: 160), .init(shortSide: 64, longSide: 160)]
    for size in sizes {
      settings.size = size
      parts += detector.detect(picture, settings)
    }
    settings.size = sizes[0]
    settings.scales = [sizes[1]]
    let both = detector.detect(picture, settings)
    #expect(both.count == parts.count && parts.count > 100)
    #expect(Set(both) == Set(parts))
  }

  /// A mirrored picture has the same views in another order, so the same detections mirrored.
  @Test func mirrorImagesAreLookedAt() throws {
    let detector = try Synthetic.decisiveDetector()
    var settings = everything
    let width = picture.width
    func mirrored(_ found: [Detection]) -> [Detection] {
      found.map {
        var result = $0
        result.box = $0.box.flippedHorizontally(width: width)
        return result
      }
    }
    let plain = detector.detect(picture, settings)
    let mirror = mirrored(detector.detect(picture.flippedHorizontally(), settings))
    #expect(plain.map(\.box) != mirror.map(\.box))
    settings.flip = true
    let found = detector.detect(picture, settings)
    #expect(found.count == plain.count + mirror.count)
    #expect(Set(found) == Set(plain + mirror))

    settings = Synthetic.inference
    settings.flip = true
    let voted = detector.detect(picture, settings)
    let again = mirrored(detector.detect(picture.flippedHorizontally(), settings))
    #expect(voted.count == again.count)
    // Equal scores may change places.
    for a in voted {
      #expect(
        again.contains {
          a.score == $0.score && a.category == $0.category && a.box.isWithin(0.01, of: $0.box)
        })
    }
  }

  @Test func givenProposalsReplaceTheOwn() throws {
    let detector = try Synthetic.decisiveDetector()
    let own = [
      Box(x: 10, y: 12, width: 40, height: 30), Box(x: 70, y: 40, width: 36, height: 48),
      Box(x: 100, y: 60, width: 900, height: 900), Box(x: 400, y: 5, width: 9, height: 9),
    ]
    for flip in [false, true] {
      var settings = everything
      settings.flip = flip
      let found = detector.detect(picture, settings, proposals: own)
      // Three boxes in the picture, three classes.
      #expect(found.count == (flip ? 18 : 9))
      let boxes = own.prefix(3).map { $0.clipped(toWidth: 128, height: 96) }
      for detection in found { #expect(boxes.contains { $0.isWithin(1e-3, of: detection.box) }) }
    }
    // In pixels of the picture as given, whatever the size it is looked at.
    let large = picture.resized(width: 256, height: 192)
    let found = detector.detect(
      large, everything, proposals: own.prefix(2).map { $0.resized(scaleX: 2, scaleY: 2) })
    #expect(Set(found.map { $0.box.x0.rounded() }) == [20, 140])
    #expect(detector.detect(picture, everything, proposals: []).isEmpty)
  }

  @Test func givenTheDetectorsOwnNothingChanges() throws {
    let detector = try Synthetic.decisiveDetector()
    let settings = Synthetic.inference
    let batch = ImageBatch([picture])
    let maps = detector.maps(Variable(batch.tensor), .inference)
    let proposals = detector.proposals(
      detector.regionFeatures(maps, .inference), image: 0,
      seeds: SeedBoxes(limit: settings.proposals.seeds).boxes(width: 128, height: 96),
      size: batch.sizes[0], settings.proposals
    ).map(\.box)
    let expected = detector.detect(picture, settings)
    #expect(detector.detect(picture, settings, proposals: proposals) == expected)
    #expect(!expected.isEmpty)
  }

  /// Those of one size pass the trunk together, and for some of them it is said where to look.
  @Test(arguments: [false, true])
  func severalPictures(flip: Bool) throws {
    let detector = try Synthetic.decisiveDetector()
    var settings = everything
    settings.flip = flip
    settings.scales = [ImageSizing(shortSide: 64, longSide: 160)]
    let pictures = [
      picture, Synthetic.noise(width: 64, height: 96), Synthetic.batch[1].image,
      picture.flippedHorizontally(),
    ]
    let given: [[Box]?] = [nil, nil, [], [Box(x: 10, y: 12, width: 40, height: 30)]]
    let found = detector.detect(
      pictures.map { ResizedPicture($0, settings) }, settings, proposals: given)
    #expect(found.count == pictures.count)
    for (index, found) in found.enumerated() {
      let alone = detector.detect(pictures[index], settings, proposals: given[index])
      #expect(found.count == alone.count && alone.isEmpty == (index == 2))
      for detection in alone {
        #expect(
          found.contains {
            abs($0.score - detection.score) < 1e-4 && $0.category == detection.category
              && $0.box.isWithin(0.01, of: detection.box)
          })
      }
    }
    #expect(detector.detect([ResizedPicture](), settings, proposals: []).isEmpty)
  }

  @Test func classesHaveThresholdsOfTheirOwn() throws {
    let detector = try Synthetic.decisiveDetector()
    var settings = everything
    let all = detector.detect(picture, settings)
    settings.scoreThreshold = 0.4
    settings.classThresholds = ["green": 0.7, "blue": 0]
    let found = detector.detect(picture, settings)
    let expected = all.filter {
      switch $0.category.name {
      case "green": $0.score >= 0.7
      case "blue": true
      default: $0.score >= 0.4
      }
    }
    #expect(found == expected)
    #expect(found.count < all.count && found.contains { $0.score < 0.4 })
  }

  /// A file is decoded once for all sizes, and looked at as the decoded picture is.
  @Test func encodedPictures() throws {
    let detector = try Synthetic.decisiveDetector()
    var settings = Synthetic.inference
    settings.scales = [ImageSizing(shortSide: 64, longSide: 160)]
    let file = try EncodedImage(picture.pngBytes(), name: "picture")
    #expect(try detector.detect(file, settings) == detector.detect(picture, settings))
    #expect(
      try detector.detect(ResizedPicture(file, settings), settings)
        == detector.detect(picture, settings))
  }

  @Test func timesAddUpAndChangeNothing() throws {
    let detector = try Synthetic.decisiveDetector()
    var settings = Synthetic.inference
    let expected = detector.detect(picture, settings)
    var timings = DetectionTimings()
    let start = ContinuousClock.now
    let found = timings.measure { detector.detect(picture, settings) }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    #expect(found == expected)
    let stages = [
      timings.decode, timings.trunk, timings.proposals, timings.regions, timings.boxes,
    ]
    #expect(stages.allSatisfy { $0 > 0 })
    #expect(stages.reduce(0, +) <= elapsed)
    // A second picture adds to the first; nothing is looked at without seeds.
    let first = timings
    settings.proposals.seeds = 0
    timings.measure { _ = detector.detect(picture, settings) }
    #expect(timings.trunk > first.trunk && timings.regions == first.regions)
    let twice = first + first
    #expect(twice.decode == 2 * first.decode && twice.boxes == 2 * first.boxes)
  }
}
