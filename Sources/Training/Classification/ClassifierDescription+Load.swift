import Checkpoints
import NeuralNet
import WideResNet

extension ClassifierDescription {
  /// What a weights file says about its network, or what its tensors tell; no weight is read.
  /// - Throws: As ``init(of:_:)``, and `CheckpointError` if the file cannot be read.
  package init(contentsOfFile path: String) throws {
    let file = try SafetensorsFile(path)
    try self.init(of: file, WeightNames(of: file))
  }

  /// What a weights file says about its network, or what its tensors tell.
  /// - Throws: `CheckpointError` if it holds no classifier of this package; `WeightsMismatch` if
  ///   tensors of it are missing or have another shape.
  init(of file: SafetensorsFile, _ names: WeightNames) throws {
    self = try Self.told(by: file, names)
    let store = ParameterStore()
    _ = try network.makeNetwork(ParameterBuilder(uninitialized: store))
    try store.all.check(file, names: names, network: network.name)
  }
}
