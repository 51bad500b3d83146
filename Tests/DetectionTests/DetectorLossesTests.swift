import Autograd
import Detection
import NeuralNet
import TensorCore
import TestSupport
import Testing

@Suite struct DetectorLossesTests {
  /// The losses of a batch, from the same random numbers each time.
  private func losses(
    _ detector: Detector, _ batch: [DetectionSample], _ settings: SamplingSettings,
    seed: UInt64 = 3,
    _ tape: Tape = Tape()
  ) -> DetectorLosses {
    detector.losses(batch, tape, settings, RandomSource(RandomGenerator(seed: seed)))
  }

  @Test func valuesOfAnUntrainedDetector() throws {
    let losses = try losses(Synthetic.detector(), Synthetic.batch, Synthetic.sampling)
    // Four classes with background, and two sides: about log 4 and log 2 before anything is
    // learned.
    #expect(abs(losses.classification.value.scalar - 1.386) < 0.3)
    #expect(abs(losses.objectness.value.scalar - 0.693) < 0.4)
    #expect(abs(losses.proposalLocalization.value.scalar - 0.693) < 0.4)
    // Border vectors weigh as much as in-out's: half for the border, half for the other cells.
    #expect(abs(losses.localization.value.scalar - 0.693) < 0.4)
    var settings = Synthetic.sampling
    settings.classificationWeight = 2
    settings.objectnessWeight = 3
    settings.localizationWeight = 5
    settings.boxRegressionWeight = 7
    #expect(losses.boxRegression.value.scalar == 0)
    let expected =
      2 * losses.classification.value.scalar + 3 * losses.objectness.value.scalar
      + 5 * (losses.proposalLocalization.value.scalar + losses.localization.value.scalar)
    #expect(abs(losses.total(settings) - expected) < 1e-5)
  }

  @Test func everyWeightLearns() throws {
    for architecture in [
      Synthetic.architecture, Synthetic.fovealArchitecture, Synthetic.layer4Architecture,
    ] {
      let detector = try Synthetic.detector(architecture)
      let tape = Tape()
      let losses = losses(detector, Synthetic.batch, Synthetic.sampling, tape)
      tape.backward(from: losses.weighted(Synthetic.sampling))
      for parameter in detector.store.all {
        guard parameter.isTrainable else {
          #expect(parameter.gradient == nil, "\(parameter.name)")
          continue
        }
        let gradient = try #require(parameter.gradient, "\(parameter.name)")
        #expect(gradient.scalars.allSatisfy { $0.isFinite }, "\(parameter.name)")
        #expect(gradient.squaredNorm() > 0, "\(parameter.name)")
      }
    }
  }

  /// Each loss along each part's own gradient, by central differences.
  ///
  /// The step changes the loss by about 0.02 %: a thousand times its rounding, and so little that few of
  /// the ReLUs and maxima on the way switch. Those behind the first convolution are most, hence its wider
  /// tolerance. The network's own proposals are left out, because which boxes are chosen is no smooth
  /// function of the weights.
  @Test(arguments: [
    (Synthetic.architecture, ["objectness", "place", "classification", "localization", "total"]),
    (Synthetic.fovealArchitecture, ["classification", "boxes", "total"]),
    (Synthetic.layer4Architecture, ["classification", "boxes", "total"]),
  ])
  func gradientsAreSlopes(architecture: DetectorArchitecture, losses: [String]) throws {
    for which in losses { try checkGradients(of: which, architecture) }
  }

  private func checkGradients(of which: String, _ architecture: DetectorArchitecture) throws {
    let detector = try Synthetic.detector(architecture)
    // They start so small that what is before them hardly matters.
    for parameter in detector.store.all {
      switch parameter.name {
      case "regions.classifier.weight": parameter.value.scale(by: 10)
      case "regions.box_regressor.weight": parameter.value.scale(by: 100)
      default: break
      }
    }
    var settings = Synthetic.sampling
    settings.proposals = 0
    func part(_ losses: DetectorLosses) -> [(loss: Variable, weight: Float)] {
      switch which {
      case "classification": [(losses.classification, 1)]
      case "boxes": [(losses.boxRegression, 1)]
      case "objectness": [(losses.objectness, 1)]
      case "place": [(losses.proposalLocalization, 1)]
      case "localization": [(losses.localization, 1)]
      default: losses.weighted(settings)
      }
    }
    func value() -> Double {
      part(losses(detector, Synthetic.batch, settings)).reduce(0) {
        $0 + Double($1.weight * $1.loss.value.scalar)
      }
    }
    let tape = Tape()
    tape.backward(from: part(losses(detector, Synthetic.batch, settings, tape)))
    let parts = [
      ("trunk.conv1", 0.04), ("trunk.layer3", 0.01), ("trunk.layer4", 0.01), ("features", 0.01),
      ("proposals.objectness", 0.01),
      ("proposals.localization", 0.01), ("regions.towers", 0.01), ("regions.classifier", 0.01),
      ("regions.box_", 0.01), ("localization", 0.01),
    ]
    for (prefix, tolerance) in parts {
      let parameters = detector.store.trainable.filter {
        $0.name.hasPrefix(prefix) && $0.gradient != nil
      }
      let norm = parameters.reduce(0.0) { $0 + ($1.gradient?.squaredNorm() ?? 0) }.squareRoot()
      guard norm > 0 else { continue }
      let step = Float(2e-4 * value() / norm)
      func loss(_ sign: Float) -> Double {
        let kept = parameters.map(\.value)
        for parameter in parameters {
          if let gradient = parameter.gradient {
            parameter.value.add(gradient, times: sign * step / Float(norm))
          }
        }
        defer { for (parameter, value) in zip(parameters, kept) { parameter.value = value } }
        return value()
      }
      let slope = (loss(1) - loss(-1)) / Double(2 * step)
      #expect(abs(slope / norm - 1) < tolerance, "\(which), \(prefix): \(slope), not \(norm)")
    }
  }

  @Test func learnsOneBatch() throws {
    let detector = try Synthetic.detector()
    let optimizer = SGD(detector.store.trainable, momentum: 0.9)
    var totals: [Float] = []
    for _ in 0..<40 {
      let tape = Tape()
      let losses = losses(detector, Synthetic.batch, Synthetic.sampling, tape)
      totals.append(losses.total(Synthetic.sampling))
      tape.backward(from: losses.weighted(Synthetic.sampling))
      optimizer.clipGradients(toNorm: 10)
      optimizer.step(learningRate: 0.01)
    }
    let (first, last) = (totals[0], totals.suffix(5).reduce(0, +) / 5)
    #expect(totals.allSatisfy { $0.isFinite })
    #expect(last < 0.5 * first, "\(totals)")
  }

  @Test(arguments: [
    Synthetic.architecture, Synthetic.fovealArchitecture, Synthetic.layer4Architecture,
  ])
  func threadsDoNotChangeABit(architecture: DetectorArchitecture) throws {
    let runs = try Pools.results {
      let detector = try Synthetic.detector(architecture)
      let tape = Tape()
      let losses = losses(detector, Synthetic.batch, Synthetic.sampling, tape)
      let total = losses.total(Synthetic.sampling)
      tape.backward(from: losses.weighted(Synthetic.sampling))
      return (
        total: total, gradients: detector.store.trainable.compactMap(\.gradient),
        statistics: detector.store.all.filter { !$0.isTrainable }.map(\.value)
      )
    }
    for run in runs.dropFirst() {
      #expect(run.total.bitPattern == runs[0].total.bitPattern)
      for (a, b) in zip(runs[0].gradients + runs[0].statistics, run.gradients + run.statistics) {
        #expect(b.bitDifference(from: a) == nil)
      }
    }
  }

  @Test func picturesWithoutObjects() throws {
    let detector = try Synthetic.detector()
    let optimizer = SGD(detector.store.trainable)
    for seed in 1...3 {
      let tape = Tape()
      let empty = Synthetic.sample([], seed: UInt64(seed))
      let losses = losses(detector, [empty], Synthetic.sampling, seed: UInt64(seed), tape)
      #expect(losses.localization.value.scalar == 0)
      #expect(losses.classification.value.scalar > 0 && losses.objectness.value.scalar > 0)
      tape.backward(from: losses.weighted(Synthetic.sampling))
      optimizer.step(learningRate: 0.01)
    }
    #expect(detector.store.all.allSatisfy { $0.value.scalars.allSatisfy { $0.isFinite } })
  }

  @Test func pictureWithoutAnyBoxes() throws {
    var sample = Synthetic.sample([])
    sample.seeds = []
    let tape = Tape()
    let losses = try losses(Synthetic.detector(), [sample], Synthetic.sampling, tape)
    #expect(losses.total(Synthetic.sampling) == 0)
    tape.backward(from: losses.weighted(Synthetic.sampling))
  }

  @Test func frozenBatchNormStays() throws {
    let detector = try Synthetic.detector()
    detector.freezeTrunkBatchNorm()
    let norms = detector.store.all.filter { $0.name.hasPrefix("trunk.bn1.") }
    let before = norms.map(\.value.scalars)
    let tape = Tape()
    tape.backward(
      from: losses(detector, Synthetic.batch, Synthetic.sampling, tape)
        .weighted(Synthetic.sampling))
    #expect(norms.map(\.value.scalars) == before)
    #expect(norms.allSatisfy { $0.gradient == nil })
    let conv1 = try #require(detector.store.all.first { $0.name == "trunk.conv1.weight" })
    #expect((conv1.gradient?.squaredNorm() ?? 0) > 0)
  }

  /// The heads see each picture's own boxes: a picture's losses are not mixed with its neighbour's.
  @Test func everyPictureOfABatchCounts() throws {
    let detector = try Synthetic.detector()
    detector.freezeTrunkBatchNorm()
    let (a, b) = (Synthetic.batch[0], Synthetic.sample([]))
    var settings = Synthetic.sampling
    settings.jitteredCopies = 0
    let both = losses(detector, [b, a], settings).localization.value.scalar
    #expect(both > 0)
    #expect(losses(detector, [b], settings).localization.value.scalar == 0)
  }
}
