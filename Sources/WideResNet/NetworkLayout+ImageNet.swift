extension NetworkLayout {
  /// Blocks in each of the four groups of the ImageNet networks, by depth.
  package static let imageNetBlocks = [
    18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3],
  ]

  /// The ImageNet network that a configuration describes.
  /// - Throws: ``NetworkError`` if there is no such network.
  static func imageNet(_ configuration: NetworkConfiguration) throws -> NetworkLayout {
    let depth = configuration.depth
    guard configuration.architecture == .wide else {
      throw NetworkError(
        "architecture must be wrn for ImageNet networks, where width 1 is the original ResNet; got"
          + " \(configuration.architecture.rawValue).")
    }
    guard let counts = imageNetBlocks[depth] else {
      throw NetworkError(
        "depth must be 18, 34, 50, 101 or 152 for ImageNet networks, got \(depth).")
    }
    let usual = configuration.defaultBlock
    guard configuration.block == usual else {
      throw NetworkError(
        "an ImageNet network of \(depth) layers has blocks B(\(usual.commaSeparated)), got"
          + " \(configuration.blockDescription).")
    }
    // Only what is between the 1x1 convolutions of a bottleneck is widened.
    let base = [64, 128, 256, 512]
    let inner = try widened(base, by: configuration.width)
    let isBottleneck = usual.count == 3
    let outputs = isBottleneck ? base.map { 4 * $0 } : inner
    return try NetworkLayout(
      .post, stem: ConvolutionLayout(inputs: 3, outputs: 64, kernel: 7, stride: 2), poolsStem: true,
      kernels: usual, strided: isBottleneck ? 1 : 0, shortcut: configuration.shortcut,
      stages: counts.indices.map {
        Stage(inner: inner[$0], outputs: outputs[$0], count: counts[$0])
      },
      names: .torchvision)
  }
}
