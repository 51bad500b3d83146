import NeuralNet

extension NetworkConfiguration {
  /// The number of weights, as papers count them: all but the running statistics. Nothing is built.
  /// - Throws: ``NetworkError`` if there is no such network.
  public func weightCount() throws -> Int {
    try NetworkError.check(classes: classes)
    let count = try layout().weightCount(classes: classes)
    try NetworkError.check(weights: count, of: "\(name) with \(classes) classes")
    return Int(count)
  }

  /// - Throws: ``NetworkError`` if there is no such network.
  public func validate() throws {
    _ = try weightCount()
    try NetworkError.check(stochasticDepth, "stochastic-depth")
    try NetworkError.check(dropout, "dropout")
    guard dropout == 0 || family == .cifar && architecture == .wide else {
      throw NetworkError(
        "dropout must be 0 for \(family == .imagenet ? "ImageNet networks" : "thin ResNets"), whose"
          + " blocks have none, got \(dropout).")
    }
  }

  /// Builds the network; its parameters appear in the builder's store.
  /// - Throws: ``NetworkError`` if there is no such network.
  public func makeNetwork(_ builder: ParameterBuilder) throws -> any ImageClassifier {
    try validate()
    return try layout().makeNetwork(
      builder, dropout: dropout, stochasticDepth: stochasticDepth, classes: classes)
  }

  private func layout() throws -> NetworkLayout {
    switch family {
    case .cifar: try .cifar(self)
    case .imagenet: try .imageNet(self)
    }
  }
}
