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
  /// Whether pictures are whitened instead, by ``Whitening/fileName`` beside the weights.
  public var isWhitened: Bool?
  public var classNames: [String]
  /// What people call the classes, if that is more than their names.
  public var classTitles: [String]?

  public init(_ recipe: ClassifierRecipe, classNames: [String], classTitles: [String]? = nil) {
    network = recipe.network
    dataset = recipe.dataset
    pictureSize = recipe.pictureSize
    normalization = recipe.normalization.affine ?? .unit
    isWhitened = recipe.normalization == .zca ? true : nil
    self.classNames = classNames
    self.classTitles = classTitles
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

  /// - Parameter path: The weights file, beside which a whitening is.
  func preparation(besideFile path: String) throws -> PicturePreparation {
    PicturePreparation(
      family: network.family, size: pictureSize, normalization: normalization,
      whitening: isWhitened == true ? try Whitening(besideFile: path, size: pictureSize) : nil)
  }

  var isValid: Bool {
    classNames.count == network.classes
      && (classTitles?.count ?? network.classes) == network.classes && normalization.isValid
      && (network.family == .cifar ? pictureSize == 32 : (32...1024).contains(pictureSize))
  }
}
