import TensorCore
import WideResNet

/// What can be read from the names and shapes of a network's tensors.
///
/// The blocks of a network are alike, so what most of them have is what was meant: a tensor that is
/// missing or damaged does not hide the network it belongs to.
struct NetworkTensors {
  /// By this package's names, as files store them.
  private let shapes: [String: Shape]

  init(_ shapes: [String: Shape]) { self.shapes = shapes }

  /// nil if they belong to no network of this package.
  var network: NetworkConfiguration? {
    cifarWide() ?? (isForImageNet ? imagenet() : cifarThin())
  }

  /// Four groups, or a 7x7 convolution before them.
  private var isForImageNet: Bool {
    let stem = shapes["conv1.weight"]
    return hasLayer("layer4") || stem.map { $0.rank == 4 && $0[2] == 7 } ?? false
  }

  private func hasLayer(_ name: String) -> Bool {
    shapes.keys.contains { $0.hasPrefix("\(name).") }
  }

  /// Pre-activation groups `block{1,2,3}`, with as many convolutions as the block type has.
  private func cifarWide() -> NetworkConfiguration? {
    let groups = groups(3, projection: "convShortcut") { "block\($0).layer" }
    guard let blocks = blocksPerGroup(groups) else { return nil }
    let kernels = kernels(groups)
    let width = width(groups, of: [16, 32, 64])
    // The depth counts blocks of 3x3 convolutions alone by these, others as if they had two.
    let counted = kernels.allSatisfy { $0 == 3 } ? kernels.count : 2
    return NetworkConfiguration(
      family: .cifar, depth: 3 * counted * blocks + 4, width: width, block: kernels,
      shortcut: shortcut(groups, from: 16, to: Int(16 * width)), classes: classes("fc"))
  }

  /// Groups `layer{1,2,3}` of basic blocks or bottlenecks. Batch normalisation follows the first
  /// convolution of a post-activation network; of a pre-activation network it ends the last group.
  private func cifarThin() -> NetworkConfiguration? {
    let groups = groups(3, projection: "shortcut") { "layer\($0)" }
    guard let blocks = blocksPerGroup(groups) else { return nil }
    let isBottleneck = kernels(groups).count == 3
    let block = isBottleneck ? [1, 3, 1] : [3, 3]
    let width = width(groups, of: [16, 32, 64])
    return NetworkConfiguration(
      family: .cifar, architecture: hasLayer("bn") && !hasLayer("bn1") ? .preActivation : .original,
      depth: 3 * block.count * blocks + 2, width: width, block: block,
      shortcut: shortcut(groups, from: 16, to: (isBottleneck ? 4 : 1) * Int(16 * width)),
      classes: classes("linear"))
  }

  /// Post-activation groups `layer{1,2,3,4}` behind a 7x7 convolution: basic blocks or bottlenecks.
  private func imagenet() -> NetworkConfiguration? {
    let groups = groups(4, projection: "downsample") { "layer\($0)" }
    let isBottleneck = kernels(groups).count == 3
    guard let depth = imagenetDepth(groups, isBottleneck: isBottleneck) else { return nil }
    let width = width(groups, of: [64, 128, 256, 512])
    return NetworkConfiguration(
      family: .imagenet, depth: depth, width: width,
      shortcut: shortcut(groups, from: 64, to: isBottleneck ? 256 : Int(64 * width)),
      classes: classes("fc"))
  }

  /// - Parameter name: The name of group 1, 2, ...
  private func groups(
    _ count: Int, projection: String, name: (Int) -> String
  ) -> [GroupTensors] {
    (1...count).map { GroupTensors(name($0), projection: projection, in: shapes) }
  }

  /// How many blocks at least two groups have; nil if no two agree.
  private func blocksPerGroup(_ groups: [GroupTensors]) -> Int? {
    let counts = groups.map(\.count)
    guard let blocks = counts.mostCommon, blocks > 0, counts.count(where: { $0 == blocks }) > 1
    else { return nil }
    return blocks
  }

  /// The depth that goes with the groups' numbers of blocks, of which one may be another.
  private func imagenetDepth(_ groups: [GroupTensors], isBottleneck: Bool) -> Int? {
    let known = NetworkLayout.imageNetBlocks.sorted { $0.key < $1.key }.filter {
      let block = NetworkConfiguration.defaultBlock(.imagenet, .wide, depth: $0.key)
      return (block.count == 3) == isBottleneck
    }
    func differences(_ counts: [Int]) -> [Int] {
      zip(counts, groups).map { abs($0 - $1.count) }.filter { $0 > 0 }
    }
    return known.filter { differences($0.value).count <= 1 }
      .min { differences($0.value).reduce(0, +) < differences($1.value).reduce(0, +) }?.key
  }

  /// The kernel sizes of a block's convolutions.
  private func kernels(_ groups: [GroupTensors]) -> [Int] {
    let count = groups.flatMap(\.lengths).mostCommon ?? 2
    return (1...count).map { number in
      groups.flatMap { $0.filters(number) }.compactMap(\.kernelSize).mostCommon ?? 3
    }
  }

  /// The width that gives a group its channels instead of `usual`: the last one if it can tell, whose
  /// numbers are rounded least.
  private func width(_ groups: [GroupTensors], of usual: [Int]) -> Double {
    let widths = zip(groups, usual).compactMap { group, usual in
      group.channels.map { Double($0) / Double(usual) }
    }
    return widths.last ?? 1
  }

  private func classes(_ head: String) -> Int {
    let weight = shapes["\(head).weight"].flatMap { $0.rank == 2 && $0.count > 0 ? $0[0] : nil }
    let bias = shapes["\(head).bias"].flatMap { $0.rank == 1 && $0.count > 0 ? $0[0] : nil }
    return weight ?? bias ?? 1
  }

  /// The type whose projections differ least from those that are there.
  /// - Parameters:
  ///   - inputs: The channels that enter the first group.
  ///   - outputs: Those that leave it.
  private func shortcut(
    _ groups: [GroupTensors], from inputs: Int, to outputs: Int
  ) -> NetworkConfiguration.Shortcut {
    /// - Parameter isProjected: Asked for group and block, both from 0.
    func differences(_ isProjected: (Int, Int) -> Bool) -> Int {
      groups.enumerated().reduce(0) { sum, group in
        let wrong = (0..<group.element.count).count {
          isProjected(group.offset, $0) != group.element.projected.contains($0)
        }
        return sum + wrong
      }
    }
    var candidates: [(NetworkConfiguration.Shortcut, differences: Int)] = [
      (.projected, differences { group, block in block == 0 && (group > 0 || inputs != outputs) }),
      (.alwaysProjected, differences { _, _ in true }),
    ]
    // Zeros can be added to channels, not taken away.
    if inputs <= outputs { candidates.append((.zeroPadded, differences { _, _ in false })) }
    return candidates.min { $0.differences < $1.differences }?.0 ?? .projected
  }
}

extension Shape {
  /// That of a square filter of a size which networks of this package have.
  fileprivate var kernelSize: Int? {
    self[2] == self[3] && [1, 3].contains(self[2]) ? self[2] : nil
  }
}
