extension NetworkLayout {
  /// The network for 32x32 pictures that a configuration describes.
  /// - Throws: ``NetworkError`` if there is no such network.
  static func cifar(_ configuration: NetworkConfiguration) throws -> NetworkLayout {
    let stem = ConvolutionLayout(inputs: 3, outputs: 16, kernel: 3)
    let channels = try widened([16, 32, 64], by: configuration.width)
    let kernels = configuration.block
    if configuration.architecture == .wide {
      let count = try wideBlocksPerGroup(configuration)
      // The authors leave gamma to torch's default, and so does their PyTorch port.
      return try NetworkLayout(
        .pre, stem: stem, kernels: kernels, shortcut: configuration.shortcut,
        stages: channels.map { Stage(inner: $0, outputs: $0, count: count) }, names: .wide,
        gamma: .uniform(0...1))
    }
    guard kernels == [3, 3] || kernels == [1, 3, 1] else {
      throw NetworkError(
        "a \(configuration.architecture.rawValue) has blocks B(3,3) or B(1,3,1), got"
          + " \(configuration.blockDescription).")
    }
    // Bottleneck blocks end in four times the channels of their 3x3 convolution.
    let expansion = kernels == [3, 3] ? 1 : 4
    let count = try blocksPerGroup(configuration, step: 3 * kernels.count, remainder: 2)
    return try NetworkLayout(
      configuration.architecture == .original ? .post : .pre, stem: stem, kernels: kernels,
      shortcut: configuration.shortcut,
      stages: channels.map { Stage(inner: $0, outputs: expansion * $0, count: count) },
      names: .thin)
  }

  /// N of the paper. Blocks of 3x3 convolutions alone share out the depth as table 3 does, `(d - 4) /
  /// 3l`. All others have that of B(3,3), `(d - 4) / 6`: only so do table 2's networks have the
  /// weights it prints, and its depths are nominal.
  private static func wideBlocksPerGroup(_ configuration: NetworkConfiguration) throws -> Int {
    let kernels = configuration.block
    guard (1...8).contains(kernels.count), kernels.allSatisfy({ $0 == 1 || $0 == 3 }),
      kernels.contains(3)
    else {
      throw NetworkError(
        "a block has 1 to 8 convolutions of size 1 or 3, not all 1, such as B(3,3) or B(1,3,1); got"
          + " \(configuration.blockDescription).")
    }
    let isAllThrees = kernels.allSatisfy { $0 == 3 }
    return try blocksPerGroup(
      configuration, step: isAllThrees ? 3 * kernels.count : 6, remainder: 4)
  }

  private static func blocksPerGroup(
    _ configuration: NetworkConfiguration, step: Int, remainder: Int
  ) throws -> Int {
    let depth = configuration.depth
    guard depth >= remainder + step, (depth - remainder) % step == 0 else {
      let examples = (1...6).map { String(remainder + step * $0) }.joined(separator: ", ")
      let isUsual = configuration.architecture == .wide && configuration.block == [3, 3]
      let whose =
        isUsual
        ? "" : " for \(configuration.architecture.rawValue) with \(configuration.blockDescription)"
      throw NetworkError(
        "depth must be \(step)n+\(remainder) (\(examples), ...)\(whose), got \(depth).")
    }
    return (depth - remainder) / step
  }
}
