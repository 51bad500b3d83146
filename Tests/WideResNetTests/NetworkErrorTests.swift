import NeuralNet
import Testing
import WideResNet

@Suite struct NetworkErrorTests {
  @Test(arguments: [
    (27, "depth must be 6n+4 (10, 16, 22, 28, 34, 40, ...), got 27."),
    (4, "depth must be 6n+4 (10, 16, 22, 28, 34, 40, ...), got 4."),
    (-2, "depth must be 6n+4 (10, 16, 22, 28, 34, 40, ...), got -2."),
  ])
  func cifarDepth(depth: Int, message: String) {
    expect(message, .init(family: .cifar, depth: depth, width: 1, classes: 10))
  }

  @Test func imageNetDepth() {
    expect(
      "depth must be 18, 34, 50, 101 or 152 for ImageNet networks, got 51.",
      .init(family: .imagenet, depth: 51, width: 2, classes: 10))
  }

  @Test(arguments: [0, -1, 0.01, .nan, .infinity, 1e9])
  func width(_ width: Double) {
    for family in NetworkConfiguration.Family.allCases {
      let depth = family == .cifar ? 16 : 18
      let configuration = NetworkConfiguration(
        family: family, depth: depth, width: width, classes: 10)
      #expect(throws: NetworkError.self) { try configuration.weightCount() }
      #expect(throws: NetworkError.self) { try build(configuration) }
    }
  }

  @Test(arguments: [-0.1, 1, Float.nan])
  func dropout(_ dropout: Float) {
    expect(
      "dropout must be at least 0 and less than 1, got \(dropout).",
      .init(family: .cifar, depth: 10, width: 1, dropout: dropout, classes: 10))
  }

  @Test func imageNetHasNoDropout() {
    expect(
      "dropout must be 0 for ImageNet networks, whose blocks have none, got 0.5.",
      .init(family: .imagenet, depth: 18, width: 0.125, dropout: 0.5, classes: 10))
  }

  @Test(arguments: [
    (
      NetworkConfiguration(family: .cifar, depth: 28, block: [3, 3, 3], classes: 10),
      "depth must be 9n+4 (13, 22, 31, 40, 49, 58, ...) for wrn with B(3,3,3), got 28."
    ),
    (
      .init(family: .cifar, depth: 27, block: [3, 1], classes: 10),
      "depth must be 6n+4 (10, 16, 22, 28, 34, 40, ...) for wrn with B(3,1), got 27."
    ),
    (
      .init(family: .cifar, architecture: .original, depth: .min, classes: 10),
      "depth must be 6n+2 (8, 14, 20, 26, 32, 38, ...) for resnet with B(3,3), got \(Int.min)."
    ),
    (
      .init(family: .cifar, architecture: .preActivation, depth: 165, classes: 10),
      "depth must be 9n+2 (11, 20, 29, 38, 47, 56, ...) for preact-resnet with B(1,3,1), got 165."
    ),
    (
      .init(family: .cifar, architecture: .original, depth: 20, block: [3, 1], classes: 10),
      "a resnet has blocks B(3,3) or B(1,3,1), got B(3,1)."
    ),
    (
      .init(family: .cifar, architecture: .original, depth: 20, dropout: 0.5, classes: 10),
      "dropout must be 0 for thin ResNets, whose blocks have none, got 0.5."
    ),
    (
      .init(family: .cifar, depth: 16, width: 0.5, shortcut: .zeroPadded, classes: 10),
      "shortcut A cannot lead from 16 channels to 8; take shortcut B or a larger width."
    ),
    (
      .init(family: .cifar, depth: 16, stochasticDepth: 1, classes: 10),
      "stochastic-depth must be at least 0 and less than 1, got 1.0."
    ),
    (
      .init(family: .imagenet, architecture: .original, depth: 50, classes: 10),
      "architecture must be wrn for ImageNet networks, where width 1 is the original ResNet; got resnet."
    ),
    (
      .init(family: .imagenet, depth: 50, block: [3, 3], classes: 10),
      "an ImageNet network of 50 layers has blocks B(1,3,1), got B(3,3)."
    ),
  ])
  func combinations(_ configuration: NetworkConfiguration, message: String) {
    expect(message, configuration)
  }

  @Test(arguments: [[], [1], [1, 1], [5, 3], [0, 3], Array(repeating: 3, count: 9)])
  func blocks(_ block: [Int]) {
    let configuration = NetworkConfiguration(family: .cifar, depth: 40, block: block, classes: 10)
    expect(
      "a block has 1 to 8 convolutions of size 1 or 3, not all 1, such as B(3,3) or B(1,3,1); got"
        + " B(\(block.map(String.init).joined(separator: ","))).", configuration)
  }

  @Test func classes() {
    expect(
      "a classifier needs 1 to 1,000,000 classes, got 0.",
      .init(family: .cifar, depth: 10, width: 1, classes: 0))
  }

  @Test func tooLargeForMemory() {
    expect(
      "WRN-34-100 with 10 classes has more than 3.5 billion weights; take a smaller width or depth.",
      .init(family: .imagenet, depth: 34, width: 100, classes: 10))
    let depth = Int.max - (Int.max % 6) - 2
    #expect(throws: NetworkError.self) {
      try build(.init(family: .cifar, depth: depth, width: 1, classes: 10))
    }
  }

  private func build(_ configuration: NetworkConfiguration) throws {
    _ = try configuration.makeNetwork(ParameterBuilder(ParameterStore(), seed: 0))
  }

  private func expect(_ message: String, _ configuration: NetworkConfiguration) {
    let error = #expect(throws: NetworkError.self) { try build(configuration) }
    #expect(error?.description == message)
  }
}
