import Autograd
import Checkpoints
import NeuralNet
import TestSupport
import Testing
import WideResNet

/// What networks and their parameters are called.
@Suite struct NetworkNameTests {
  @Test(arguments: [
    (NetworkConfiguration(family: .cifar, depth: 28, width: 10, classes: 10), "WRN-28-10"),
    (.init(family: .cifar, depth: 40, classes: 10), "WRN-40-1"),
    (.init(family: .cifar, depth: 16, width: 1.5, classes: 10), "WRN-16-1.5"),
    (
      .init(family: .cifar, depth: 40, width: 2, block: [1, 3, 1], classes: 10), "WRN-40-2-B(1,3,1)"
    ),
    (
      .init(family: .cifar, depth: 40, width: 2, block: [3, 3, 3], classes: 10), "WRN-40-2-B(3,3,3)"
    ),
    (.init(family: .cifar, architecture: .original, depth: 110, classes: 10), "ResNet-110"),
    (
      .init(family: .cifar, architecture: .original, depth: 110, stochasticDepth: 0.5, classes: 10),
      "stoc-depth-110"
    ),
    (
      .init(family: .cifar, architecture: .preActivation, depth: 164, classes: 10),
      "pre-act-ResNet-164"
    ),
    (
      .init(
        family: .cifar, architecture: .preActivation, depth: 110, block: [1, 3, 1], classes: 10),
      "pre-act-ResNet-110-B(1,3,1)"
    ),
    (.init(family: .imagenet, depth: 34, width: 2, classes: 1000), "WRN-34-2"),
    (.init(family: .imagenet, depth: 50, classes: 1000), "ResNet-50"),
    (.init(family: .imagenet, depth: 50, width: 2, classes: 1000), "WRN-50-2-bottleneck"),
    (
      .init(family: .imagenet, depth: 18, shortcut: .zeroPadded, stochasticDepth: 0.2, classes: 9),
      "ResNet-18 with shortcut A with stochastic depth"
    ),
  ])
  func name(_ configuration: NetworkConfiguration, name: String) {
    #expect(configuration.name == name)
  }

  private func parameters(_ configuration: NetworkConfiguration) throws -> [String] {
    let store = ParameterStore()
    _ = try configuration.makeNetwork(ParameterBuilder(store, seed: 0))
    return store.trainable.map(\.name).filter { $0.hasSuffix("weight") }
      .map { String($0.dropLast(".weight".count)) }
  }

  /// In the order of computation; the shortcut last.
  @Test func wideParameters() throws {
    let names = try parameters(
      .init(family: .cifar, depth: 10, width: 0.5, block: [3, 1, 3], classes: 10))
    let block = ["bn1", "conv1", "bn2", "conv2", "bn3", "conv3", "convShortcut"]
    let blocks = (1...3).flatMap { group in block.map { "block\(group).layer.0.\($0)" } }
    #expect(names == ["conv1"] + blocks + ["bn1", "fc"])
  }

  @Test func thinParameters() throws {
    let original = try parameters(
      .init(family: .cifar, architecture: .original, depth: 8, shortcut: .projected, classes: 10))
    #expect(
      original == [
        "conv1", "bn1", "layer1.0.conv1", "layer1.0.bn1", "layer1.0.conv2", "layer1.0.bn2",
        "layer2.0.conv1", "layer2.0.bn1", "layer2.0.conv2", "layer2.0.bn2", "layer2.0.shortcut.0",
        "layer2.0.shortcut.1", "layer3.0.conv1", "layer3.0.bn1", "layer3.0.conv2", "layer3.0.bn2",
        "layer3.0.shortcut.0", "layer3.0.shortcut.1", "linear",
      ])
    let preActivation = try parameters(
      .init(family: .cifar, architecture: .preActivation, depth: 8, classes: 10))
    #expect(preActivation.suffix(3) == ["layer3.0.shortcut.0", "bn", "linear"])
  }

  /// Where a block without weights stands, type C has torchvision's names.
  @Test func everyBlockProjects() throws {
    let names = try parameters(
      .init(family: .imagenet, depth: 18, width: 0.125, shortcut: .alwaysProjected, classes: 10))
    #expect(names.count { $0.hasSuffix(".downsample.0") } == 8)
    #expect(names.count { $0.hasSuffix(".downsample.1") } == 8)
  }

  /// The akamaster port's weights fit, every key of them.
  @Test(.enabled(if: RealData.has("weights/resnet20-cifar10.safetensors")))
  func publishedWeightsFit() throws {
    let store = ParameterStore()
    _ = try NetworkConfiguration(
      family: .cifar, architecture: .original, depth: 20, classes: 10
    ).makeNetwork(ParameterBuilder(store, seed: 0))
    try store.load(
      try SafetensorsFile("\(RealData.folder)/weights/resnet20-cifar10.safetensors"))
  }

  @Test func defaultsFollowArchitectureAndDepth() {
    typealias Network = NetworkConfiguration
    #expect(Network.defaultBlock(.cifar, .wide, depth: 40) == [3, 3])
    #expect(Network.defaultBlock(.cifar, .original, depth: 1202) == [3, 3])
    #expect(Network.defaultBlock(.cifar, .preActivation, depth: 110) == [3, 3])
    #expect(Network.defaultBlock(.cifar, .preActivation, depth: 164) == [1, 3, 1])
    #expect(Network.defaultBlock(.imagenet, .wide, depth: 34) == [3, 3])
    #expect(Network.defaultBlock(.imagenet, .wide, depth: 101) == [1, 3, 1])
  }
}
