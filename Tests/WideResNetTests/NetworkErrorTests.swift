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
      "depth must be 18 or 34 for ImageNet networks, got 50.",
      .init(family: .imagenet, depth: 50, width: 2, classes: 10))
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
