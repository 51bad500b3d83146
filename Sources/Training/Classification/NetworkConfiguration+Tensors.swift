import TensorCore
import WideResNet

extension NetworkConfiguration {
  /// The network that tensors of these names (this package's) and shapes (as files store them) make
  /// up; nil if there is none. Names that are not looked at are left to strict loading.
  init?(tensors shapes: [String: Shape]) {
    let tensors = NetworkTensors(shapes: shapes)
    let found = tensors.cifarWide() ?? tensors.cifarThin() ?? tensors.imagenet()
    guard let found else { return nil }
    self = found
  }
}

/// What can be read from the names and shapes of a network's tensors.
private struct NetworkTensors {
  let shapes: [String: Shape]

  private func has(_ name: String) -> Bool { shapes[name] != nil }

  /// A convolution's filter, `[out, in, height, width]`.
  private func filter(_ name: String) -> Shape? {
    shapes["\(name).weight"].flatMap { $0.rank == 4 ? $0 : nil }
  }

  private func classes(_ head: String) -> Int? {
    shapes["\(head).weight"].flatMap { $0.rank == 2 ? $0[0] : nil }
  }

  /// The width that gives the last group, whose numbers are rounded least, its channels instead of
  /// so many.
  private func width(_ lastGroup: String, of channels: Int) -> Double? {
    filter("\(lastGroup).0.conv1").map { Double($0[0]) / Double(channels) }
  }

  /// How many blocks a group has, without a gap.
  private func blocks(_ group: String) -> Int {
    (0...).prefix { has("\(group).\($0).conv1.weight") }.count
  }

  /// The kernel sizes of a block's convolutions.
  private func kernels(_ block: String) -> [Int] {
    (1...).lazy.map { filter("\(block).conv\($0)") }.prefix { $0 != nil }.compactMap { $0?[2] }
  }

  /// Pre-activation groups `block{1,2,3}`, with as many convolutions as the block type has.
  func cifarWide() -> NetworkConfiguration? {
    let blocks = blocks("block1.layer")
    let kernels = kernels("block1.layer.0")
    guard blocks > 0, let width = width("block3.layer", of: 64), let classes = classes("fc") else {
      return nil
    }
    // The depth counts blocks of 3x3 convolutions alone by these, others as if they had two.
    let counted = kernels.allSatisfy { $0 == 3 } ? kernels.count : 2
    return NetworkConfiguration(
      family: .cifar, depth: 3 * counted * blocks + 4, width: width,
      block: kernels, shortcut: shortcut({ "block\($0).layer" }, "convShortcut"), classes: classes)
  }

  /// Groups `layer{1,2,3}` behind a 3x3 convolution. Batch normalisation follows that of a
  /// post-activation network; of a pre-activation network it ends the last group.
  func cifarThin() -> NetworkConfiguration? {
    let blocks = blocks("layer1")
    guard blocks > 0, !has("layer4.0.conv1.weight"), let stem = filter("conv1"), stem[2] == 3,
      let width = width("layer3", of: 64), let classes = classes("linear")
    else { return nil }
    let kernels = kernels("layer1.0")
    return NetworkConfiguration(
      family: .cifar, architecture: has("bn1.weight") ? .original : .preActivation,
      depth: 3 * kernels.count * blocks + 2, width: width, block: kernels,
      shortcut: shortcut({ "layer\($0)" }, "shortcut.0"), classes: classes)
  }

  /// Post-activation groups `layer{1,2,3,4}` behind a 7x7 convolution: basic blocks or bottlenecks.
  func imagenet() -> NetworkConfiguration? {
    let counts = (1...4).map { blocks("layer\($0)") }
    let depths: [[Int]: Int] =
      has("layer1.0.conv3.weight")
      ? [[3, 4, 6, 3]: 50, [3, 4, 23, 3]: 101, [3, 8, 36, 3]: 152]
      : [[2, 2, 2, 2]: 18, [3, 4, 6, 3]: 34]
    guard let depth = depths[counts], let stem = filter("conv1"), stem[2] == 7,
      let width = width("layer4", of: 512), let classes = classes("fc")
    else { return nil }
    return NetworkConfiguration(
      family: .imagenet, depth: depth, width: width,
      shortcut: shortcut({ "layer\($0)" }, "downsample.0"), classes: classes)
  }

  /// - Parameters:
  ///   - group: The name of group 1, 2, ...
  ///   - projection: The name of a block's projection.
  private func shortcut(
    _ group: (Int) -> String, _ projection: String
  ) -> NetworkConfiguration.Shortcut {
    // A projection where nothing changes: in a second block, or in the first if it keeps the stem's
    // channels.
    let first = filter("\(group(1)).0.\(projection)")
    if has("\(group(1)).1.\(projection).weight") || first.map({ $0[0] == $0[1] }) ?? false {
      return .alwaysProjected
    }
    return has("\(group(2)).0.\(projection).weight") ? .projected : .zeroPadded
  }
}
