/// What the parts of a network are called in files.
package struct LayerNames: Sendable, Hashable {
  /// Group 1 is `group.prefix + "1" + group.suffix`.
  let groupPrefix, groupSuffix: String
  /// The convolution of a projection and its batch normalisation, below the block.
  let projection, projectionNorm: String
  /// The batch normalisation before the head, of pre-activation networks.
  let finalNorm: String
  let head: String

  func group(_ index: Int) -> String { "\(groupPrefix)\(index + 1)\(groupSuffix)" }

  /// Wide networks for CIFAR: those of the xternalz port, `block1.layer.0.conv1`.
  package static let wide = LayerNames(
    groupPrefix: "block", groupSuffix: ".layer", projection: "convShortcut",
    projectionNorm: "bnShortcut", finalNorm: "bn1", head: "fc")

  /// Thin networks for CIFAR: those of the akamaster port, `layer1.0.conv1`.
  package static let thin = LayerNames(
    groupPrefix: "layer", groupSuffix: "", projection: "shortcut.0", projectionNorm: "shortcut.1",
    finalNorm: "bn", head: "linear")

  /// Networks for ImageNet: torchvision's.
  package static let torchvision = LayerNames(
    groupPrefix: "layer", groupSuffix: "", projection: "downsample.0",
    projectionNorm: "downsample.1", finalNorm: "bn", head: "fc")
}
