import Checkpoints

extension ClassifierDescription {
  /// What a weights file says about its network, or what its tensors tell; no weight is read.
  /// - Throws: `CheckpointError` if the file cannot be read or holds no classifier of this package.
  package init(contentsOfFile path: String) throws {
    let file = try SafetensorsFile(path)
    self = try Self.stored(in: file) ?? .inferred(from: file, WeightNames(of: file))
    try check(against: file)
  }
}
