import Autograd
import Detection
import TensorCore
import Testing

@Suite struct AttendRefineRepeatTests {
  private let batch = ImageBatch(Synthetic.batch.map(\.image))

  /// The proposals in picture `image` of the batch.
  private func proposals(
    _ detector: Detector, image: Int, seeds: [Box]? = nil, _ settings: ProposalSettings
  ) -> [Proposal] {
    let maps = detector.maps(Variable(batch.tensor), .inference)
    return detector.proposals(
      detector.regionFeatures(maps, .inference), image: image,
      seeds: seeds ?? Synthetic.batch[image].seeds, size: batch.sizes[image], settings)
  }

  @Test func bestFirstInsideAndDifferent() throws {
    let detector = try Synthetic.decisiveDetector()
    for image in 0...1 {
      let found = proposals(detector, image: image, Synthetic.inference.proposals)
      let size = batch.sizes[image]
      #expect(found.count == Synthetic.inference.proposals.limit)
      #expect(found.allSatisfy { $0.box.isInside(width: size.width, height: size.height) })
      #expect(found.allSatisfy { !$0.box.isEmpty && (0...1).contains($0.objectness) })
      #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
      #expect(Set(found.map(\.objectness)).count > 5)
      for (i, a) in found.enumerated() {
        for b in found[..<i] { #expect(a.box.iou(b.box) <= 0.95) }
      }
    }
  }

  @Test func limitsAreRespected() throws {
    let detector = try Synthetic.decisiveDetector()
    var settings = Synthetic.inference.proposals
    let all = proposals(detector, image: 0, settings)
    settings.limit = 7
    #expect(proposals(detector, image: 0, settings) == Array(all.prefix(7)))
    settings.limit = 1000
    settings.activeBoxes = 10
    // Each of two rounds refines ten boxes.
    #expect((1...20).contains(proposals(detector, image: 0, settings).count))
    settings.activeBoxes = 0
    #expect(proposals(detector, image: 0, settings).isEmpty)
  }

  @Test func noSeedsNoProposals() throws {
    let detector = try Synthetic.detector()
    #expect(proposals(detector, image: 0, seeds: [], Synthetic.inference.proposals).isEmpty)
    var settings = Synthetic.inference.proposals
    settings.repeats = 0
    #expect(proposals(detector, image: 0, settings).isEmpty)
  }

  @Test func oddSeeds() throws {
    let detector = try Synthetic.decisiveDetector()
    let seeds = [
      Box(x: 0, y: 0, width: 128, height: 96), Box(x: 5, y: 5, width: 0, height: 0),
      Box(x: 900, y: 900, width: 20, height: 20), Box(x: -500, y: -500, width: 5, height: 5),
      Box(x: -1e6, y: 0, width: 1e7, height: 1), Box(x: 3, y: 3, width: 0.01, height: 0.01),
    ]
    let found = proposals(detector, image: 0, seeds: seeds, Synthetic.inference.proposals)
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.box.isInside(width: 128, height: 96) && !$0.box.isEmpty })
  }

  /// More seeds than fit into one block of the objectness head.
  @Test func blocksOfSeedsMeet() throws {
    let detector = try Synthetic.decisiveDetector()
    let seeds = SeedBoxes(limit: 3000).boxes(width: 128, height: 96)
    #expect(seeds.count > 2048)
    var settings = Synthetic.inference.proposals
    settings.repeats = 1
    let forward = proposals(detector, image: 0, seeds: seeds, settings)
    let backward = proposals(detector, image: 0, seeds: seeds.reversed(), settings)
    #expect(forward.count == backward.count)
    #expect(forward.first?.objectness == backward.first?.objectness)
  }
}
