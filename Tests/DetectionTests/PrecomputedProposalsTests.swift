import Autograd
import Datasets
import Detection
import Imaging
import NeuralNet
import TensorCore
import TestSupport
import Testing

@Suite struct PrecomputedProposalsTests {
  private let folder = ScratchFolder()

  private func read(
    _ text: String, images: [Int] = [7, 3], limit: Int = 100
  ) throws -> PrecomputedProposals {
    try PrecomputedProposals(
      contentsOf: try folder.file("p.json", text), images: images, of: "the pictures of 'c.json'",
      limit: limit)
  }

  @Test func bestFirstAndClipped() throws {
    let proposals = try read(
      """
      [{"image_id":3,"category_id":0,"bbox":[10,20,30,40],"score":0.1},
       {"image_id":3,"category_id":5,"bbox":[-5,0,10,10.5],"score":0.9},
       {"image_id":3,"category_id":0,"bbox":[1,1,2,2],"score":0.5},
       {"image_id":3,"category_id":0,"bbox":[200,1,2,2],"score":0.4},
       {"image_id":3,"category_id":0,"bbox":[4,4,0,2],"score":0.8},
       {"image_id":3,"category_id":0,"bbox":[2,2,2,2],"score":0.5}]
      """)
    #expect(
      proposals.boxes(ofImage: 3, in: ImageSize(width: 100, height: 50)) == [
        Box(x0: 0, y0: 0, x1: 5, y1: 10.5), Box(x0: 1, y0: 1, x1: 3, y1: 3),
        Box(x0: 2, y0: 2, x1: 4, y1: 4), Box(x0: 10, y0: 20, x1: 40, y1: 50),
      ])
    #expect(proposals.boxes(ofImage: 7, in: ImageSize(width: 100, height: 50)).isEmpty)
    #expect(proposals.boxes(ofImage: 8, in: ImageSize(width: 100, height: 50)).isEmpty)
    #expect(proposals.emptyCount == 1)
    #expect(try read("[]").emptyCount == 2)
  }

  /// Far more than the limit: what is dropped on the way is never among the best.
  @Test func limitKeepsTheHighestScores() throws {
    let scores = (0..<2500).map { ($0 * 997) % 2503 }
    let text = scores.map {
      #"{"image_id":7,"category_id":1,"bbox":[\#($0),0,1,1],"score":\#($0)}"#
    }
    let proposals = try read("[" + text.joined(separator: ",") + "]", limit: 40)
    let expected = scores.sorted(by: >).prefix(40).map { Float($0) }
    #expect(
      proposals.boxes(ofImage: 7, in: ImageSize(width: 5000, height: 5)).map(\.x0)
        == Array(expected))
  }

  @Test func unknownPictureGetsASentence() throws {
    do {
      _ = try read(
        """
        [{"image_id":3,"category_id":0,"bbox":[1,2,3,4],"score":1},
         {"image_id":4,"category_id":0,"bbox":[1,2,3,4],"score":1}]
        """)
      Issue.record("no error")
    } catch let error as DatasetError {
      #expect(
        error.description == "results[1] in '\(folder.file("p.json"))' names image 4, which is not"
          + " one of the pictures of 'c.json'; the proposals belong to other pictures.")
    }
    #expect(throws: DatasetError.self) { try read(#"{"images":[]}"#) }
    #expect(throws: DatasetError.self) { try read(#"[{"image_id":3}]"#) }
  }
}

/// What a detector makes of proposals that are given.
@Suite struct GivenProposalsTrainingTests {
  private func losses(_ samples: [DetectionSample], _ tape: Tape) throws -> (
    Detector, DetectorLosses
  ) {
    let detector = try Synthetic.detector()
    let random = RandomSource(RandomGenerator(seed: 3))
    return (detector, detector.losses(samples, tape, Synthetic.sampling, random))
  }

  /// The proposal network has no part in a training with given proposals; everything else learns.
  @Test func proposalNetworkDoesNotLearn() throws {
    var samples = Synthetic.batch
    for index in samples.indices {
      samples[index].proposals = Array(samples[index].seeds.prefix(30))
    }
    let tape = Tape()
    let (detector, losses) = try losses(samples, tape)
    #expect(losses.objectness.value.scalar == 0)
    #expect(losses.proposalLocalization.value.scalar == 0)
    #expect(losses.classification.value.scalar > 0 && losses.localization.value.scalar > 0)
    tape.backward(from: losses.weighted(Synthetic.sampling))
    for parameter in detector.store.trainable {
      let learns = (parameter.gradient?.squaredNorm() ?? 0) > 0
      #expect(learns == !parameter.name.hasPrefix("proposals."), "\(parameter.name)")
    }
  }

  @Test func givenBoxesAreTheCandidates() {
    var sample = Synthetic.batch[0]
    let far = Box(x: 100, y: 4, width: 11, height: 7)
    sample.proposals = [far]
    var generator = RandomGenerator(seed: 1)
    let found = BoxSampler(settings: Synthetic.sampling, classThreshold: 0.5).samples(
      sample, image: 0, seeds: [], proposals: [far], using: &generator)
    #expect(found.classification.contains { $0.region.box == far && $0.label(threshold: 0.5) == 0 })
    #expect(found.objectness.isEmpty && found.proposalLocalization.isEmpty)
  }
}
