import ArgumentParser
import Training

/// What is done to pictures and labels before a network learns from them; what is nil keeps the
/// recipe's value.
struct AugmentationOptions: ParsableArguments {
  @Option(
    help: .init(
      "How pixels become numbers: cifar, imagenet, unit (divided by 255) or zca (default: the paper's).",
      valueName: "name"))
  var normalization: ClassifierNormalization?
  @Option(
    help: .init(
      "Random crops: none, padded (by 4 reflected pixels), zero-padded, or resized as for ImageNet.",
      valueName: "name"))
  var crop: PictureAugmentation.Crop?
  @Flag(inversion: .prefixedNo, help: "Mirror pictures at random.")
  var flip: Bool?
  @Option(
    help: .init(
      "Change brightness, contrast and saturation by up to this share (default: ImageNet 0.4, else 0).",
      valueName: "s"))
  var colorJitter: Float?
  @Option(
    help: .init(
      "Shift colours along their principal components (default: ImageNet 0.1, else 0).",
      valueName: "s"))
  var lighting: Float?
  @Option(
    help: .init("Erase a random rectangle with this probability (default: 0).", valueName: "p"))
  var erasing: Float?
  @Option(
    help: .init("Share of each label spread over all classes (default: 0).", valueName: "e"))
  var labelSmoothing: Float?
  @Option(
    help: .init(
      "Mix pairs of pictures and their labels; the alpha of Beta(alpha, alpha) (default: 0, off).",
      valueName: "a"))
  var mixup: Float?

  /// Changes a recipe by what was given.
  func apply(to recipe: inout ClassifierRecipe) {
    if let normalization { recipe.normalization = normalization }
    if let crop { recipe.augmentation.crop = crop }
    if let flip { recipe.augmentation.flip = flip }
    if let colorJitter { recipe.augmentation.colorJitter = colorJitter }
    if let lighting { recipe.augmentation.lighting = lighting }
    if let erasing { recipe.augmentation.erasing = erasing }
    if let labelSmoothing { recipe.labelSmoothing = labelSmoothing }
    if let mixup { recipe.mixup = mixup }
  }

  /// Whether nothing was given.
  var isEmpty: Bool {
    let given: [Any?] = [
      normalization, crop, flip, colorJitter, lighting, erasing, labelSmoothing, mixup,
    ]
    return given.allSatisfy { $0 == nil }
  }
}

extension ClassifierNormalization: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }
}

extension PictureAugmentation.Crop: ExpressibleByArgument {}
