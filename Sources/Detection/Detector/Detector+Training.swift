import Autograd
import NeuralNet
import TensorCore

/// The losses of one training step, before their weights.
public struct DetectorLosses {
  public let objectness, proposalLocalization, classification, localization: Variable
  /// Of MultiPathNet's box regressor; 0 without one.
  public let boxRegression: Variable

  /// The weighted sum that training minimises.
  public func total(_ settings: SamplingSettings) -> Float {
    weighted(settings).reduce(0) { $0 + $1.weight * $1.loss.value.scalar }
  }

  /// What backward starts from.
  public func weighted(_ settings: SamplingSettings) -> [(loss: Variable, weight: Float)] {
    [
      (objectness, settings.objectnessWeight),
      (proposalLocalization, settings.localizationWeight),
      (classification, settings.classificationWeight),
      (localization, settings.localizationWeight),
      (boxRegression, settings.boxRegressionWeight),
    ]
  }
}

extension Detector {
  /// The losses of a batch, recorded on `tape`.
  ///
  /// The step's boxes are the objects, copies of them moved at random, some seed boxes, and what
  /// the network itself proposes. A sample that brings its own proposals has them instead, and
  /// teaches the proposal network nothing.
  ///
  /// - Parameter wanted: The others are 0.
  public func losses(
    _ samples: [DetectionSample], _ tape: Tape, _ settings: SamplingSettings,
    _ random: RandomSource, only wanted: Set<DetectorLoss> = Set(DetectorLoss.allCases)
  ) -> DetectorLosses {
    let profile = Profile.current
    profile?.enter("pictures")
    let batch = ImageBatch(samples.map(\.image))
    profile?.enter("trunk")
    let mode = Mode.training(random)
    let maps = maps(tape.variable(batch.tensor), mode)
    profile?.enter("proposals")
    let features = regionFeatures(maps, mode)
    let sampler = BoxSampler(
      settings: settings, classThreshold: architecture.regions.thresholds[0])
    var chosen = BoxSampler.Samples()
    let choosing = features.detached
    for (index, sample) in samples.enumerated() {
      let seeds =
        sample.proposals == nil
        ? Array(sample.seeds.shuffled(using: &random.generator).prefix(settings.seeds)) : []
      let proposals =
        sample.proposals
        ?? trainingProposals(choosing, index, seeds, batch.sizes[index], settings)
      let own = sampler.samples(
        sample, image: index, seeds: seeds, proposals: proposals, using: &random.generator)
      chosen.append(own)
    }
    chosen.keep(wanted)
    profile?.enter("losses")
    let regions =
      chosen.classification.isEmpty ? nil : classifier.losses(maps, chosen.classification, mode)
    return DetectorLosses(
      objectness: chosen.objectness.isEmpty
        ? nothing(tape) : self.proposals.objectness.loss(features, chosen.objectness),
      proposalLocalization: chosen.proposalLocalization.isEmpty
        ? nothing(tape)
        : self.proposals.localization.loss(features, chosen.proposalLocalization),
      classification: regions?.classification ?? nothing(tape),
      localization: chosen.localization.isEmpty
        ? nothing(tape) : localization.loss(features, chosen.localization),
      boxRegression: regions?.boxes ?? nothing(tape))
  }

  private func trainingProposals(
    _ features: RegionFeatures.Maps, _ image: Int, _ seeds: [Box],
    _ size: (width: Int, height: Int),
    _ settings: SamplingSettings
  ) -> [Box] {
    var proposals = ProposalSettings()
    proposals.repeats = 2
    proposals.activeBoxes = settings.proposals
    proposals.limit = settings.proposals
    return self.proposals(features, image: image, seeds: seeds, size: size, proposals).map(\.box)
  }

  /// The loss of a batch without boxes for a head.
  private func nothing(_ tape: Tape) -> Variable { tape.variable(Tensor([], repeating: 0)) }
}
