import Autograd
import NeuralNet
import TensorCore
import WideResNet

/// A detector of the kind behind the COCO entry of "Wide Residual Networks" (arXiv 1605.07146,
/// table 9): a Wide ResNet trunk, AttractioNet proposals, a MultiPathNet region classifier and
/// LocNet box refinement, all on the trunk's maps.
///
/// The authors never published that network. What is chosen here is said where it is chosen; the
/// largest choice is that proposals share the trunk (the entry's came from a separate VGG-16).
public final class Detector {
  public let architecture: DetectorArchitecture
  /// The classes, in the order of the classifier's outputs after background.
  public let categories: [DetectorCategory]
  /// All weights, the trunk's under `trunk.` with torchvision's names.
  public let store: ParameterStore

  let trunk: ResidualTrunk
  package let regionFeatures: RegionFeatures
  let proposals: ProposalNetwork
  package let classifier: RegionClassifier
  let localization: LocalizationHead

  /// A detector with initial weights that depend on `seed`.
  /// - Throws: `DetectorError` or `NetworkError` if there is no such detector.
  public convenience init(
    _ architecture: DetectorArchitecture, categories: [DetectorCategory], seed: UInt64
  ) throws {
    let store = ParameterStore()
    try self.init(
      architecture, categories: categories, store, ParameterBuilder(store, seed: seed))
  }

  /// A detector whose weights are to be loaded; until then they are nothing in particular.
  /// - Throws: `DetectorError` or `NetworkError` if there is no such detector.
  package convenience init(
    uninitialized architecture: DetectorArchitecture, categories: [DetectorCategory]
  ) throws {
    let store = ParameterStore()
    try self.init(
      architecture, categories: categories, store, ParameterBuilder(uninitialized: store))
  }

  private init(
    _ architecture: DetectorArchitecture, categories: [DetectorCategory], _ store: ParameterStore,
    _ builder: ParameterBuilder
  ) throws {
    try architecture.validate()
    if categories.isEmpty {
      throw DetectorError("a detector needs at least one category, got none.")
    }
    try architecture.checkSize(classes: categories.count)
    self.architecture = architecture
    self.categories = categories
    self.store = store
    trunk = try ResidualTrunk(
      builder / "trunk", imageNetDepth: architecture.trunk.depth, width: architecture.trunk.width,
      groupCount: architecture.groupCount)
    let levels = architecture.trunk.levels.map { [trunk] in
      (channels: trunk.featureChannels[$0 - 1], stride: ResidualTrunk.imageNetStrides[$0 - 1])
    }
    regionFeatures = RegionFeatures(
      builder / "features", levels: levels, channelsPerLevel: architecture.narrowedChannels)
    proposals = ProposalNetwork(
      builder / "proposals", architecture.proposals, inputChannels: regionFeatures.channels)
    classifier = RegionClassifier(
      builder / "regions", architecture.regions, trunk: trunk, levels: levels,
      classCount: categories.count)
    localization = LocalizationHead(
      builder / "localization", inputChannels: regionFeatures.channels,
      channels: architecture.localization.channels, cells: architecture.localization.cells,
      model: architecture.localization.model,
      classes: architecture.localization.isClassSpecific ? categories.count : 1)
  }

  /// The trunk's maps at the architecture's levels.
  package func maps(_ images: Variable, _ mode: Mode) -> [Variable] {
    let all = trunk.features(images, mode, upTo: architecture.trunk.levels.last)
    return architecture.trunk.levels.map { all[$0 - 1] }
  }
}

// MARK: - The trunk

extension Detector {
  /// What the names of the trunk's parameters start with; the rest is torchvision's.
  package static let trunkPrefix = "trunk."

  /// The parameters that a classifier's weights can start.
  package var trunkParameters: [Parameter] {
    store.all.filter { $0.name.hasPrefix(Self.trunkPrefix) }
  }

  /// Makes the trunk's batch normalisations fixed affine layers.
  package func freezeTrunkBatchNorm() { trunk.isBatchNormFrozen = true }
}
