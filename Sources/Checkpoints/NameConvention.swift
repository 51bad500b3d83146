/// Whose names the tensors of a network have in a file.
public enum NameConvention: String, Sendable, CaseIterable {
  /// This package's: each network's parameters as they are built.
  case wrn
  /// torchvision's and timm's ResNets for ImageNet.
  case torchvision
  /// xternalz/WideResNet-pytorch, for CIFAR.
  case xternalz
  /// akamaster/pytorch_resnet_cifar10, the original ResNets for CIFAR.
  case akamaster
  /// `pytorch/resnet.py` of szagoruyko/wide-residual-networks, for CIFAR: a dictionary of tensors,
  /// no modules.
  case authors
  /// Hugging Face's transformers, `ResNetForImageClassification`.
  case huggingface

  /// The kinds of tensors that networks with these names have.
  private var rules: [NameRule] { Self.rules[self] ?? [] }

  private static let rules: [NameConvention: [NameRule]] = [
    .wrn: [NameRule("*")],
    .torchvision: [
      NameRule("conv1.weight"), NameRule("bn1.*"), NameRule("layer{1}.{0}.*"), NameRule("fc.*"),
    ],
    .xternalz: [
      NameRule("conv1.weight"), NameRule("block{1}.layer.{0}.*"), NameRule("bn1.*"),
      NameRule("fc.*"),
    ],
    .akamaster: [
      NameRule("conv1.weight"), NameRule("bn1.*"), NameRule("layer{1}.{0}.*"),
      NameRule("linear.*"),
    ],
    .authors: [
      NameRule("conv1.weight", "conv0"),
      NameRule("block{1}.layer.{0}.bn{1}.*", "group{0}.block{0}.bn{0}.*"),
      NameRule("block{1}.layer.{0}.conv{1}.weight", "group{0}.block{0}.conv{0}"),
      NameRule("block{1}.layer.{0}.convShortcut.weight", "group{0}.block{0}.convdim"),
      NameRule("bn1.*", "bn.*"),
      NameRule("fc.*"),
    ],
    .huggingface: [
      NameRule("conv1.weight", "resnet.embedder.embedder.convolution.weight"),
      NameRule("bn1.*", "resnet.embedder.embedder.normalization.*"),
      NameRule(
        "layer{1}.{0}.conv{1}.weight",
        "resnet.encoder.stages.{0}.layers.{0}.layer.{0}.convolution.weight"),
      NameRule(
        "layer{1}.{0}.bn{1}.*",
        "resnet.encoder.stages.{0}.layers.{0}.layer.{0}.normalization.*"),
      NameRule(
        "layer{1}.{0}.downsample.0.weight",
        "resnet.encoder.stages.{0}.layers.{0}.shortcut.convolution.weight"),
      NameRule(
        "layer{1}.{0}.downsample.1.*",
        "resnet.encoder.stages.{0}.layers.{0}.shortcut.normalization.*"),
      NameRule("fc.*", "classifier.1.*"),
    ],
  ]

  /// Whether batch norm has PyTorch's counter `num_batches_tracked`, without which its strict
  /// loading fails.
  var countsBatches: Bool { self != .wrn && self != .authors }

  /// Their name for our `name`; nil if they have no such tensor.
  package func theirs(_ name: String) -> String? {
    rules.lazy.compactMap { rule in rule.ours.match(name).map(rule.theirs.name) }.first
  }

  /// Our name for their `name`; nil if they have no such tensor.
  package func ours(_ name: String) -> String? {
    rules.lazy.compactMap { rule in rule.theirs.match(name).map(rule.ours.name) }.first
  }

  /// The convention of PyTorch's world for a network with parameters of these names, or our own.
  package static func usual(for names: [String]) -> NameConvention {
    allCases.first { $0 != .wrn && $0.covers(names) } ?? .wrn
  }

  /// The convention in which most of these names stand for others of ours; our own if there is none.
  static func ofMost(_ theirs: [String]) -> NameConvention {
    allCases.first { convention in
      let others = theirs.count { name in convention.ours(name).map { $0 != name } ?? false }
      return 2 * others > theirs.count
    } ?? .wrn
  }

  /// Whether a network with parameters of these names has a name for each of them.
  func covers(_ names: [String]) -> Bool { names.allSatisfy { theirs($0) != nil } }
}
