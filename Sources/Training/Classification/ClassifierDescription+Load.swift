import Checkpoints

extension ClassifierDescription {
  /// Reads what a weights file says about its network, and none of the weights.
  /// - Throws: `CheckpointError` if the file cannot be read or holds no classifier of this package.
  public init(contentsOfFile path: String) throws { try self.init(SafetensorsFile(path)) }
}
