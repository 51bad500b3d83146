import NeuralNet

/// Which network: what a checkpoint and a run's configuration keep in order to build it again.
public struct NetworkConfiguration: Sendable, Hashable, Codable {
  public enum Family: String, Sendable, Codable, CaseIterable {
    /// For 32x32 pictures.
    case cifar
    /// For pictures of any size: post-activation blocks behind a stem that reduces them by 4.
    case imagenet
  }

  public enum Architecture: String, Sendable, Codable, CaseIterable {
    /// The paper's: pre-activation and full-width convolutions for CIFAR, post-activation for
    /// ImageNet.
    case wide = "wrn"
    /// The original thin ResNet for CIFAR (He et al., arXiv 1512.03385, section 4.2).
    case original = "resnet"
    /// The thin pre-activation ResNet for CIFAR (He et al., arXiv 1603.05027).
    case preActivation = "preact-resnet"
  }

  /// What stands beside a block that changes the size of its input (arXiv 1512.03385, section 3.3).
  public enum Shortcut: String, Sendable, Codable, CaseIterable {
    /// Every `stride`th cell, with zeros for the new channels; no weights.
    case zeroPadded = "A"
    /// A 1x1 convolution where the number of channels changes.
    case projected = "B"
    /// A 1x1 convolution in every block.
    case alwaysProjected = "C"
  }

  public var family: Family
  public var architecture: Architecture
  public var depth: Int
  /// The widening factor k.
  public var width: Double
  /// The kernel sizes of a block's convolutions: B(3,3) of the paper is `[3, 3]`, its deepening
  /// factor l is l threes. For wide CIFAR networks only.
  public var block: [Int]
  public var shortcut: Shortcut
  /// The probability of zero in each block; 0 for none. For wide CIFAR networks only.
  public var dropout: Float
  /// The probability with which the last block is left out of a training step (stochastic depth,
  /// arXiv 1603.09382; linear from 0 at the first block); 0 for none.
  public var stochasticDepth: Float
  public var classes: Int

  public init(
    family: Family, architecture: Architecture = .wide, depth: Int, width: Double = 1,
    block: [Int] = [3, 3], shortcut: Shortcut? = nil, dropout: Float = 0,
    stochasticDepth: Float = 0, classes: Int
  ) {
    self.family = family
    self.architecture = architecture
    self.depth = depth
    self.width = width
    self.block = block
    self.shortcut = shortcut ?? Self.defaultShortcut(architecture)
    self.dropout = dropout
    self.stochasticDepth = stochasticDepth
    self.classes = classes
  }

  /// Keys that a file leaves out have the values of the paper's network.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let architecture = try container.decodeIfPresent(Architecture.self, forKey: .architecture)
    self.init(
      family: try container.decode(Family.self, forKey: .family),
      architecture: architecture ?? .wide,
      depth: try container.decode(Int.self, forKey: .depth),
      width: try container.decodeIfPresent(Double.self, forKey: .width) ?? 1,
      block: try container.decodeIfPresent([Int].self, forKey: .block) ?? [3, 3],
      shortcut: try container.decodeIfPresent(Shortcut.self, forKey: .shortcut),
      dropout: try container.decodeIfPresent(Float.self, forKey: .dropout) ?? 0,
      stochasticDepth: try container.decodeIfPresent(Float.self, forKey: .stochasticDepth) ?? 0,
      classes: try container.decode(Int.self, forKey: .classes))
  }

  /// A for the original ResNet on CIFAR, else B.
  public static func defaultShortcut(_ architecture: Architecture) -> Shortcut {
    architecture == .original ? .zeroPadded : .projected
  }

  /// The paper's name, such as "WRN-28-10".
  public var name: String { "WRN-\(depth)-\(width.shortDescription)" }

  /// The number of weights, as papers count them: all but the running statistics.
  /// - Throws: ``NetworkError`` if there is no such network.
  public func weightCount() throws -> Int {
    try NetworkError.check(classes: classes)
    let count =
      switch family {
      case .cifar: try CIFARLayout(depth: depth, width: width).weightCount(classes: classes)
      case .imagenet: try ImageNetLayout(depth: depth, width: width).weightCount(classes: classes)
      }
    guard count < Self.largestWeightCount else {
      throw NetworkError(
        "\(name) with \(classes) classes has more than 3.5 billion weights; take a smaller width"
          + " or depth.")
    }
    return Int(count)
  }

  /// - Throws: ``NetworkError`` if there is no such network.
  public func validate() throws {
    _ = try weightCount()
    switch family {
    case .cifar: try NetworkError.check(dropout: dropout)
    case .imagenet:
      guard dropout == 0 else {
        throw NetworkError(
          "dropout must be 0 for ImageNet networks, whose blocks have none, got \(dropout).")
      }
    }
  }

  /// Builds the network; its parameters appear in the builder's store.
  /// - Throws: ``NetworkError`` if there is no such network.
  public func makeNetwork(_ builder: ParameterBuilder) throws -> any ImageClassifier {
    try validate()
    return switch family {
    case .cifar:
      try CIFARWideResNet(builder, depth: depth, width: width, dropout: dropout, classes: classes)
    case .imagenet:
      try ImageNetWideResNet(builder, depth: depth, width: width, classes: classes)
    }
  }

  /// 40 GB with gradients and momentum.
  private static let largestWeightCount = 3.5e9
}
