import Checkpoints
import Detection
import WideResNet

/// Weights that a detector's training starts from.
package enum DetectorStart: Sendable {
  /// Of an ImageNet classifier, with torchvision's names: for the trunk.
  case backbone(String)
  /// Of another detector: for all parts that fit.
  case detector(String)

  package var path: String {
    switch self {
    case .backbone(let path), .detector(let path): path
    }
  }

  /// What the weights say of a detector: all of one, or of a classifier that of its trunk, and nil.
  /// - Throws: `CheckpointError` if the weights cannot be read.
  func settings() throws -> (architecture: DetectorArchitecture, inference: InferenceSettings?) {
    switch self {
    case .backbone(let path):
      let network = try NetworkConfiguration(trunkOfFile: path)
      var architecture = DetectorArchitecture()
      architecture.trunk.depth = network.depth
      architecture.trunk.width = network.width
      return (architecture, nil)
    case .detector(let path):
      return try DetectorFile.settings(of: path)
    }
  }

  /// - Returns: A sentence about what was left out; nil for nothing.
  /// - Throws: `CheckpointError`, `WeightsMismatch` or ``TrainingError`` if the trunk does not fit.
  func load(into detector: Detector) throws -> String? {
    switch self {
    case .backbone(let path):
      let file = try SafetensorsFile(path)
      let names = WeightNames(of: file)
      let unused = try detector.trunkParameters.loadPart(
        of: file, replacing: Detector.trunkPrefix, names: names)
      let parts = Set(unused.map { String((names.name(of: $0) ?? $0).prefix { $0 != "." }) })
        .sorted()
      return parts.isEmpty
        ? nil
        : "left out of '\(path)', not being of the trunk: \(parts.joined(separator: ", "))"
    case .detector(let path):
      let file = try SafetensorsFile(path)
      let (architecture, categories, _) = try DetectorFile.description(of: file)
      let (own, other) = (detector.architecture.trunk, architecture.trunk)
      guard (own.depth, own.width) == (other.depth, other.width) else {
        throw TrainingError(
          "the trunk in '\(path)' has the depth \(other.depth) and the width \(other.width), the"
            + " recipe's \(own.depth) and \(own.width); a recipe without 'architecture' takes that of"
            + " the weights.")
      }
      let ofClasses = categories == detector.categories ? [] : try detector.parametersOfClasses
      let loaded = try detector.store.all.filter { !ofClasses.contains($0.name) }
        .loadFitting(of: file)
      let layers = detector.store.all.filter { !loaded.contains($0.name) }.map(\.layer)
      return layers.isEmpty
        ? nil
        : "left out of '\(path)', to be learnt anew: \(Set(layers).sorted().joined(separator: ", "))"
    }
  }
}

extension Detector {
  /// The names of the parameters whose shapes depend on the number of classes.
  fileprivate var parametersOfClasses: Set<String> {
    get throws {
      let more = categories + [DetectorCategory(id: -1, name: "another")]
      let other = try Detector(uninitialized: architecture, categories: more)
      return Set(
        zip(store.all, other.store.all).filter { $0.value.shape != $1.value.shape }.map {
          $0.0.name
        })
    }
  }
}
