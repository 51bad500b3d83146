import Checkpoints
import Foundation
import NeuralNet
import Testing
import WideResNet

/// A network that `tools/make-network-fixtures` has computed.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  /// Of the file.
  let name: String
  let isPostActivation: Bool
  let make:
    @Sendable (ParameterBuilder, SafetensorsFile, _ stochasticDepth: Float) throws
      -> any ImageClassifier

  var testDescription: String { name }

  static let all = [
    // Projections in every group; then identity shortcuts as well.
    GoldenCase("cifar-wrn-10-0.5", .cifar), GoldenCase("cifar-wrn-16-0.25", .cifar),
    GoldenCase("cifar-wrn-10-0.25-b131", .cifar), GoldenCase("cifar-wrn-10-0.25-b313", .cifar),
    GoldenCase("preact-resnet-11-0.25", .cifar, .preActivation, block: [1, 3, 1]),
    GoldenCase("imagenet-wrn-18-0.0625", .imagenet),
    GoldenCase("resnet-shortcut-a") {
      try NetworkLayout(
        .post, stem: ConvolutionLayout(inputs: 3, outputs: 4, kernel: 3), kernels: [3, 3],
        shortcut: .zeroPadded,
        stages: [
          .init(inner: 4, outputs: 4, count: 2), .init(inner: 8, outputs: 8, count: 2),
          .init(inner: 13, outputs: 13, count: 1),
        ], names: .thin)
    },
    GoldenCase("resnet-shortcut-c") {
      try NetworkLayout(
        .post, stem: ConvolutionLayout(inputs: 3, outputs: 8, kernel: 7, stride: 2),
        poolsStem: true, kernels: [3, 3], shortcut: .alwaysProjected,
        stages: [.init(inner: 8, outputs: 8, count: 2), .init(inner: 12, outputs: 12, count: 1)],
        names: .torchvision)
    },
    GoldenCase("resnet-bottleneck") {
      try NetworkLayout(
        .post, stem: ConvolutionLayout(inputs: 3, outputs: 8, kernel: 7, stride: 2),
        poolsStem: true, kernels: [1, 3, 1], strided: 1, shortcut: .projected,
        stages: [.init(inner: 6, outputs: 12, count: 2), .init(inner: 10, outputs: 24, count: 2)],
        names: .torchvision)
    },
  ]

  /// A network of a family, with the sizes in the file's metadata.
  private init(
    _ name: String, _ family: NetworkConfiguration.Family,
    _ architecture: NetworkConfiguration.Architecture = .wide, block: [Int]? = nil
  ) {
    self.name = name
    isPostActivation = family == .imagenet
    make = { builder, file, stochasticDepth in
      let kernels = try file.metadata["kernels"].map {
        try JSONDecoder().decode([Int].self, from: Data($0.utf8))
      }
      return try NetworkConfiguration(
        family: family, architecture: architecture, depth: GoldenNetwork.number("depth", file),
        width: GoldenNetwork.number("width", file), block: kernels ?? block,
        stochasticDepth: stochasticDepth, classes: GoldenNetwork.number("classes", file)
      ).makeNetwork(builder)
    }
  }

  /// A network smaller than a configuration can say.
  private init(_ name: String, layout: @escaping @Sendable () throws -> NetworkLayout) {
    self.name = name
    isPostActivation = true
    make = { builder, file, stochasticDepth in
      try layout().makeNetwork(
        builder, stochasticDepth: stochasticDepth, classes: GoldenNetwork.number("classes", file))
    }
  }
}
