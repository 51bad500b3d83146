import Checkpoints
import TensorCore
import WideResNet

extension ClassifierDescription {
  /// What a weights file says about itself, or what its tensors' names and shapes tell.
  /// - Throws: `CheckpointError` if it is no classifier of this package.
  init(_ file: SafetensorsFile) throws {
    if let text = file.metadata[Self.key] {
      guard let description = Self(json: text), description.isValid else {
        throw CheckpointError(
          "'\(file.path)' describes its classifier in a way that cannot be read; it may come from a"
            + " newer version.")
      }
      self = description
    } else if let network = Self.cifarNetwork(file) ?? Self.imageNetNetwork(file) {
      self.init(network)
    } else {
      throw CheckpointError(
        "'\(file.path)' holds no classifier of this package: neither a description nor the tensors"
          + " of a CIFAR Wide ResNet or an ImageNet ResNet of 18 or 34 layers.")
    }
    // A description may claim any size: build only what the file can fill.
    guard try network.weightCount() <= file.scalarCount else {
      throw CheckpointError(
        "'\(file.path)' is described as \(network.name), which has \(try network.weightCount())"
          + " weights, but holds \(file.scalarCount).")
    }
  }

  private static func cifarNetwork(_ file: SafetensorsFile) -> NetworkConfiguration? {
    let blocks = blockCount(file) { "block1.layer.\($0).conv1.weight" }
    guard blocks > 0, let channels = file.shape(of: "block1.layer.0.conv1.weight"),
      let head = file.shape(of: "fc.weight"), channels.rank == 4, head.rank == 2
    else { return nil }
    return NetworkConfiguration(
      family: .cifar, depth: 6 * blocks + 4, width: Double(channels[0]) / 16, classes: head[0])
  }

  private static func imageNetNetwork(_ file: SafetensorsFile) -> NetworkConfiguration? {
    let blocks = blockCount(file) { "layer3.\($0).conv1.weight" }
    guard let depth = [2: 18, 6: 34][blocks], !file.contains("layer3.0.conv3.weight"),
      let channels = file.shape(of: "layer1.0.conv1.weight"),
      let head = file.shape(of: "fc.weight"), channels.rank == 4, head.rank == 2
    else { return nil }
    return NetworkConfiguration(
      family: .imagenet, depth: depth, width: Double(channels[0]) / 64, classes: head[0])
  }

  private static func blockCount(_ file: SafetensorsFile, _ name: (Int) -> String) -> Int {
    var count = 0
    while file.contains(name(count)) { count += 1 }
    return count
  }
}
