import Checkpoints
import TensorCore
import WideResNet

extension ClassifierDescription {
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

  /// What the names and shapes of a file's tensors tell.
  /// - Throws: `CheckpointError` if they make up no network of this package; `NetworkError` if it is
  ///   of no possible size.
  static func inferred(from file: SafetensorsFile, _ names: WeightNames) throws -> Self {
    let shapes = file.names.reduce(into: [String: Shape]()) { shapes, key in
      if let name = names.name(of: key) { shapes[name] = file.shape(of: key) }
    }
    guard let network = NetworkConfiguration(tensors: shapes) else {
      throw CheckpointError(
        "'\(file.path)' holds no classifier of this package: neither a description nor the tensors"
          + " of a Wide ResNet or ResNet whose names are known"
          + " (\(NameConvention.allCases.map(\.rawValue).joined(separator: ", "))).")
    }
    try network.validate()
    return Self(network)
  }

  /// A description may claim any size: only what the file can fill is built.
  /// - Throws: `CheckpointError` if the file holds fewer numbers; `NetworkError` if there is no such
  ///   network.
  func check(against file: SafetensorsFile) throws {
    let count = try network.weightCount()
    guard count <= file.scalarCount else {
      throw CheckpointError(
        "'\(file.path)' is described as \(network.name), which has \(count) weights, but holds"
          + " \(file.scalarCount).")
    }
  }
}
