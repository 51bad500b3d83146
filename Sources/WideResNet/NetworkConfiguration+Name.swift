extension NetworkConfiguration {
  /// The paper's name, such as "WRN-28-10", "pre-act-ResNet-164" or "WRN-50-2-bottleneck".
  public var name: String {
    var name = publishedName
    if block != defaultBlock { name += "-\(blockDescription)" }
    if shortcut != Self.defaultShortcut(architecture) {
      name += " with shortcut \(shortcut.rawValue)"
    }
    if stochasticDepth > 0 && !isStochasticResNet { name += " with stochastic depth" }
    return name
  }

  /// "B(3,1,3)".
  var blockDescription: String { "B(\(block.commaSeparated))" }

  private var isStochasticResNet: Bool { architecture == .original && stochasticDepth > 0 }

  private var publishedName: String {
    let widened = width == 1 ? "\(depth)" : "\(depth)-\(width.shortDescription)"
    return switch (family, architecture) {
    case (.imagenet, _) where width == 1: "ResNet-\(depth)"
    case (.imagenet, _): "WRN-\(widened)\(defaultBlock.count == 3 ? "-bottleneck" : "")"
    case (.cifar, .wide): "WRN-\(depth)-\(width.shortDescription)"
    case (.cifar, .original): "\(isStochasticResNet ? "stoc-depth" : "ResNet")-\(widened)"
    case (.cifar, .preActivation): "pre-act-ResNet-\(widened)"
    }
  }
}
