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
  /// The widening factor k of all groups' channels; of ImageNet's bottlenecks, of those between the
  /// 1x1 convolutions. The stem's channels stay.
  public var width: Double
  /// The kernel sizes of a block's convolutions: B(3,3) of the paper is `[3, 3]`, its deepening
  /// factor l is l threes. Wide CIFAR networks have any, thin ones `[3, 3]` or the bottleneck `[1, 3,
  /// 1]`, ImageNet's what belongs to their depth.
  public var block: [Int]
  public var shortcut: Shortcut
  /// The probability of zero in each block; 0 for none. For wide CIFAR networks only.
  public var dropout: Float
  /// The probability with which the last block is left out of a training step (stochastic depth,
  /// arXiv 1603.09382); that of block l of L is l / L times as large. 0 for none.
  public var stochasticDepth: Float
  public var classes: Int

  public init(
    family: Family, architecture: Architecture = .wide, depth: Int, width: Double = 1,
    block: [Int]? = nil, shortcut: Shortcut? = nil, dropout: Float = 0,
    stochasticDepth: Float = 0, classes: Int
  ) {
    self.family = family
    self.architecture = architecture
    self.depth = depth
    self.width = width
    self.block = block ?? Self.defaultBlock(family, architecture, depth: depth)
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
      block: try container.decodeIfPresent([Int].self, forKey: .block),
      shortcut: try container.decodeIfPresent(Shortcut.self, forKey: .shortcut),
      dropout: try container.decodeIfPresent(Float.self, forKey: .dropout) ?? 0,
      stochasticDepth: try container.decodeIfPresent(Float.self, forKey: .stochasticDepth) ?? 0,
      classes: try container.decode(Int.self, forKey: .classes))
  }

  /// A for the original ResNet on CIFAR, else B.
  public static func defaultShortcut(_ architecture: Architecture) -> Shortcut {
    architecture == .original ? .zeroPadded : .projected
  }

  /// The kernel sizes of a block, unless told otherwise: 1, 3, 1 for the networks that were published
  /// with bottleneck blocks, else 3, 3.
  public static func defaultBlock(
    _ family: Family, _ architecture: Architecture, depth: Int
  ) -> [Int] {
    let hasBottlenecks =
      switch (family, architecture) {
      case (.imagenet, _): depth > 34
      case (.cifar, .preActivation): depth >= 164
      case (.cifar, _): false
      }
    return hasBottlenecks ? [1, 3, 1] : [3, 3]
  }

  var defaultBlock: [Int] { Self.defaultBlock(family, architecture, depth: depth) }
}
