import Imaging
import WideResNet

/// What weights need beside them to be used: stored in the file's metadata as JSON.
public struct ClassifierDescription: Sendable, Hashable, Codable {
  /// The metadata's key.
  static let key = "classifier"

  public var network: NetworkConfiguration
  public var dataset: ClassifierDataset?
  public var pictureSize: Int
  public var normalization: PictureNormalization
  public var classNames: [String]

  public init(_ recipe: ClassifierRecipe, classNames: [String]) {
    network = recipe.network
    dataset = recipe.dataset
    pictureSize = recipe.pictureSize
    normalization = recipe.normalization
    self.classNames = classNames
  }

  /// A network whose file says nothing about itself; classes are numbered.
  init(_ network: NetworkConfiguration) {
    self.network = network
    dataset = nil
    pictureSize = network.family == .cifar ? 32 : 224
    normalization = network.family == .cifar ? .cifar : .imagenet
    classNames = (0..<network.classes).map(String.init)
  }

  /// Whether the names are more than numbers.
  var knowsClassNames: Bool { dataset != nil }

  var preparation: PicturePreparation {
    PicturePreparation(family: network.family, size: pictureSize, normalization: normalization)
  }

  var isValid: Bool {
    classNames.count == network.classes && normalization.isValid
      && (network.family == .cifar ? pictureSize == 32 : (32...1024).contains(pictureSize))
  }
}
