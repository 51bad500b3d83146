/// How training pictures are changed at random, in this order.
public struct PictureAugmentation: Sendable, Hashable, Codable {
  public enum Crop: String, Sendable, Hashable, Codable, CaseIterable {
    case none
    /// Padded by 4 reflected pixels and cropped, as the authors do for CIFAR.
    case padded
    /// Padded by 4 pixels of 0 after normalisation and cropped, as He et al. do for CIFAR.
    case zeroPadded = "zero-padded"
    /// 8 to 100 % of the area with an aspect ratio of 3/4 to 4/3, resized (fb.resnet.torch).
    case resized
  }

  public var crop: Crop
  /// Mirrored with probability 1/2.
  public var flip: Bool
  /// The strength of changes of brightness, contrast and saturation; 0 for none, 0.4 in fb.resnet.torch.
  public var colorJitter: Float = 0
  /// The standard deviation of the lighting noise along the principal components of ImageNet's
  /// colours (Krizhevsky et al. 2012); 0 for none, 0.1 in fb.resnet.torch.
  public var lighting: Float = 0
  /// The probability with which a random rectangle of the normalised picture becomes 0
  /// (arXiv 1708.04896).
  public var erasing: Float = 0

  public init(
    crop: Crop, flip: Bool, colorJitter: Float = 0, lighting: Float = 0, erasing: Float = 0
  ) {
    self.crop = crop
    self.flip = flip
    self.colorJitter = colorJitter
    self.lighting = lighting
    self.erasing = erasing
  }

  /// The paper's for SVHN.
  public static let none = PictureAugmentation(crop: .none, flip: false)
  /// The paper's for CIFAR: reflected padding, random crop, flip.
  public static let cifar = PictureAugmentation(crop: .padded, flip: true)
  /// fb.resnet.torch's for ImageNet.
  public static let imagenet = PictureAugmentation(
    crop: .resized, flip: true, colorJitter: 0.4, lighting: 0.1)

  /// Whether pixels are changed and not only moved.
  var changesColors: Bool { colorJitter > 0 || lighting > 0 }

  /// - Throws: ``TrainingError`` that names the first value out of its range.
  func validate() throws {
    try check(
      (0...1).contains(colorJitter), "colorJitter must be in 0...1, got \(colorJitter).")
    try check(
      lighting >= 0 && lighting <= 10, "lighting must be 0 to 10 deviations, got \(lighting).")
    try check((0...1).contains(erasing), "erasing must be in 0...1, got \(erasing).")
  }
}
