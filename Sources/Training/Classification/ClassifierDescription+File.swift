import Checkpoints
import TensorCore
import WideResNet

extension ClassifierDescription {
  /// What a weights file says about itself, or else what its tensors tell.
  ///
  /// Either may claim any size: a network of which the file fills less than a tenth is refused.
  /// - Throws: `CheckpointError` if the file tells no classifier of this package, or one that cannot
  ///   be.
  static func told(by file: SafetensorsFile, _ names: WeightNames) throws -> ClassifierDescription {
    let stored = try stored(in: file)
    let network = try stored?.network ?? inferredNetwork(of: file, names)
    let claim = "'\(file.path)' \(stored == nil ? "has tensors of" : "is described as")"
    do {
      try network.validate()
      let count = try network.weightCount()
      guard count / 10 <= file.scalarCount else {
        throw CheckpointError(
          "\(claim) \(network.name), which has \(count) weights, but holds \(file.scalarCount).")
      }
    } catch let error as NetworkError {
      throw CheckpointError("\(claim) a network that cannot be: \(error)")
    }
    return stored ?? Self(network)
  }

  /// Whether a weights file says something about itself.
  static func isStored(in file: SafetensorsFile) -> Bool { file.metadata[key] != nil }

  /// What a weights file says about itself; nil if it says nothing.
  /// - Throws: `CheckpointError` if it cannot be understood.
  static func stored(in file: SafetensorsFile) throws -> ClassifierDescription? {
    guard let text = file.metadata[key] else { return nil }
    guard let description = Self(json: text), description.isValid else {
      throw CheckpointError(
        "'\(file.path)' describes its classifier in a way that cannot be read; it may come from a"
          + " newer version.")
    }
    return description
  }

  /// The network that most of a file's tensors belong to, by their names and shapes.
  private static func inferredNetwork(
    of file: SafetensorsFile, _ names: WeightNames
  ) throws -> NetworkConfiguration {
    let shapes = file.names.reduce(into: [String: Shape]()) { shapes, key in
      if let name = names.name(of: key) { shapes[name] = file.shape(of: key) }
    }
    guard let network = NetworkConfiguration(tensors: shapes) else {
      throw CheckpointError(
        "'\(file.path)' holds no classifier of this package: neither a description nor the tensors"
          + " of a Wide ResNet or ResNet whose names are known"
          + " (\(NameConvention.allCases.map(\.rawValue).joined(separator: ", "))).")
    }
    return network
  }
}
