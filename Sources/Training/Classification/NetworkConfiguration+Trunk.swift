import Checkpoints
import WideResNet

extension NetworkConfiguration {
  /// The network whose trunk a weights file holds, with a last layer or without; no weight is read.
  /// - Throws: `CheckpointError` if the file cannot be read or holds no network of this package.
  package init(trunkOfFile path: String) throws {
    let file = try SafetensorsFile(path)
    self = try ClassifierDescription.told(by: file, WeightNames(of: file)).network
  }
}
