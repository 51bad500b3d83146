import ArgumentParser
import WideResNet

/// Which network; what is nil keeps the recipe's.
struct NetworkOptions: ParsableArguments {
  @Option(
    help: .init(
      "The paper's wide networks, or the thin ones it compares with (default: wrn).",
      valueName: "name"))
  var architecture: NetworkConfiguration.Architecture?
  @Option(
    help: .init(
      "Depth: 6n+4 for CIFAR, 3ln+4 with --deepening l; 18, 34, 50, 101 or 152 for ImageNet; for"
        + " thin networks 6n+2, or 9n+2 with bottlenecks.",
      valueName: "n"))
  var depth: Int?
  @Option(help: .init("Widening factor; may be a fraction.", valueName: "k"))
  var width: Double?
  @Option(
    help: .init(
      "Kernel sizes of a block, such as 3,1,3 for B(3,1,3), CIFAR only (default: 3,3).",
      valueName: "sizes"))
  var block: KernelSizes?
  @Option(
    help: .init(
      "3x3 convolutions per block, the paper's l, CIFAR only: --deepening 3 is --block 3,3,3.",
      valueName: "l"))
  var deepening: Int?
  @Option(
    help: .init(
      "Beside blocks that change size: A pads with zeros, B projects; C projects in all (default: A for resnet, else B).",
      valueName: "type"))
  var shortcut: NetworkConfiguration.Shortcut?
  @Option(
    help: .init(
      "Probability of dropout in each block, wide CIFAR networks only (default: 0; SVHN's: 0.4).",
      valueName: "p"))
  var dropout: Float?
  @Option(
    help: .init(
      "Probability with which a step leaves out the last block, less for those before (default: 0).",
      valueName: "p"))
  var stochasticDepth: Float?

  func validate() throws {
    if block != nil && deepening != nil {
      throw ValidationError(
        "give --block or --deepening, not both: --deepening 3 is --block 3,3,3.")
    }
    if let deepening, !(1...8).contains(deepening) {
      throw ValidationError("deepening must be 1 to 8 convolutions, got \(deepening).")
    }
    if let architecture, architecture != .wide, depth == nil {
      throw ValidationError(
        "--architecture \(architecture.rawValue) needs --depth, such as"
          + " \(architecture == .original ? 110 : 164).")
    }
  }

  /// Whether anything was given.
  var isEmpty: Bool {
    let given: [Any?] = [
      architecture, depth, width, block, deepening, shortcut, dropout, stochasticDepth,
    ]
    return given.allSatisfy { $0 == nil }
  }

  /// Changes a network by what was given. What was a default of the network before is one of the
  /// network it becomes.
  func apply(to network: inout NetworkConfiguration) {
    typealias Network = NetworkConfiguration
    let old = network
    let architecture = architecture ?? old.architecture
    let isOther = architecture != old.architecture
    let hadUsualBlock =
      old.block == Network.defaultBlock(old.family, old.architecture, depth: old.depth)
    let hadUsualShortcut = old.shortcut == Network.defaultShortcut(old.architecture)
    network = NetworkConfiguration(
      family: old.family, architecture: architecture, depth: depth ?? old.depth,
      width: width ?? (isOther ? 1 : old.width),
      block: block?.sizes ?? deepening.map { Array(repeating: 3, count: $0) }
        ?? (hadUsualBlock ? nil : old.block),
      shortcut: shortcut ?? (hadUsualShortcut ? nil : old.shortcut),
      dropout: dropout ?? (isOther ? 0 : old.dropout),
      stochasticDepth: stochasticDepth ?? old.stochasticDepth, classes: old.classes)
  }
}

extension NetworkConfiguration.Architecture: ExpressibleByArgument {}
extension NetworkConfiguration.Shortcut: ExpressibleByArgument {}
