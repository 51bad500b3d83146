import Imaging
import WideResNet

/// What weights need beside them to be used: stored in the file's metadata as JSON.
public struct ClassifierDescription: Sendable, Hashable, Codable {
  /// The metadata's key.
  static let key = "classifier"

  public var network: NetworkConfiguration
  public var dataset: ClassifierDataset?
  public var pictureSize: Int
  /// Pixels of the shorter side before the centre is taken; nil for the family's usual.
  public var resize: Int?
  /// How pictures are resized; nil for bicubic.
  public var filter: ResampleFilter?
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
  ///
  /// Pictures are prepared as those who publish such files do: torchvision for ImageNet (resized
  /// bilinearly to 256, cropped to 224), the authors and xternalz for wide CIFAR networks,
  /// akamaster, with ImageNet's statistics, for the original ones.
  init(_ network: NetworkConfiguration) {
    self.network = network
    let isCIFAR = network.family == .cifar
    dataset = nil
    pictureSize = isCIFAR ? 32 : 224
    resize = isCIFAR ? nil : 256
    filter = isCIFAR ? nil : .bilinear
    normalization = isCIFAR && network.architecture != .original ? .cifar : .imagenet
    classNames = (0..<network.classes).map(String.init)
  }

  /// Whether the names are more than numbers.
  var knowsClassNames: Bool { dataset != nil }

  var fitting: PictureFitting {
    PictureFitting(
      size: pictureSize,
      shorterSide: resize ?? PictureFitting.shorterSide(family: network.family, size: pictureSize),
      filter: filter ?? .bicubic)
  }

  var preparation: PicturePreparation {
    PicturePreparation(
      family: network.family, size: pictureSize, normalization: normalization, fitting: fitting)
  }

  var isValid: Bool {
    classNames.count == network.classes && normalization.isValid
      && (network.family == .cifar ? pictureSize == 32 : (32...1024).contains(pictureSize))
      && (pictureSize...8192).contains(resize ?? pictureSize)
  }
}
