import NeuralNet

/// Which Wide ResNet: what a checkpoint and a run's configuration keep in order to build it again.
public struct NetworkConfiguration: Sendable, Hashable, Codable {
  public enum Family: String, Sendable, Codable, CaseIterable {
    /// Pre-activation, for 32x32 pictures.
    case cifar
    /// Post-activation basic blocks, for pictures of any size.
    case imagenet
  }

  public var family: Family
  public var depth: Int
  /// The widening factor k.
  public var width: Double
  /// The probability of zero in each block; 0 for none, which is all that the ImageNet family
  /// knows.
  public var dropout: Float
  public var classes: Int

  public init(family: Family, depth: Int, width: Double, dropout: Float = 0, classes: Int) {
    self.family = family
    self.depth = depth
    self.width = width
    self.dropout = dropout
    self.classes = classes
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
