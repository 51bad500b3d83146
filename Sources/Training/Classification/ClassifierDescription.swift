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
    classNames = Self.numbers(network.classes)
  }

  private static func numbers(_ classes: Int) -> [String] { (0..<classes).map(String.init) }

  /// Whether the names are those of the data that the network was trained on.
  var knowsClassNames: Bool { dataset != nil }

  /// Whether the names are more than numbers that stand for unknown ones: of the data, or given.
  var namesClasses: Bool { knowsClassNames || classNames != Self.numbers(network.classes) }

  var fitting: PictureFitting {
    PictureFitting(
      size: pictureSize,
      shorterSide: resize ?? PictureFitting.shorterSide(family: network.family, size: pictureSize),
      filter: filter ?? .bicubic)
  }

  /// - Parameter path: The weights file, beside which a whitening is.
  /// - Throws: `CheckpointError` if the whitening is missing or of other pictures.
  func preparation(besideFile path: String) throws -> PicturePreparation {
    PicturePreparation(
      family: network.family, size: pictureSize, normalization: normalization, fitting: fitting,
      whitening: isWhitened == true ? try Whitening(besideFile: path, size: pictureSize) : nil)
  }

  var isValid: Bool {
    classNames.count == network.classes
      && (classTitles?.count ?? network.classes) == network.classes && normalization.isValid
      && (network.family == .cifar ? pictureSize == 32 : (32...1024).contains(pictureSize))
      && (pictureSize...8192).contains(resize ?? pictureSize)
  }
}
