import Checkpoints
import Imaging

/// What its user says about a weights file, in place of what it says itself or is taken for.
public struct ClassifierOptions: Sendable, Hashable {
  /// Whose names the tensors have; nil to find out.
  public var names: NameConvention?
  /// Pixels to a side that the network reads.
  public var size: Int?
  /// Pixels of the shorter side before the centre is taken.
  public var resize: Int?
  public var filter: ResampleFilter?
  /// Of red, green and blue, on torchvision's scale 0...1.
  public var mean: [Float]?
  public var deviation: [Float]?
  public var classNames: [String]?

  public init() {}
}

extension ClassifierDescription {
  /// Changes what the user says.
  /// - Throws: ``TrainingError`` if it does not fit the network.
  mutating func apply(_ options: ClassifierOptions) throws {
    if let size = options.size, size != pictureSize {
      guard network.family == .imagenet else {
        throw TrainingError("\(network.name) reads pictures of 32 pixels, got a size of \(size).")
      }
      guard (32...1024).contains(size) else {
        throw TrainingError("size must be 32 to 1,024 pixels, got \(size).")
      }
      pictureSize = size
      resize = nil
    }
    if let resize = options.resize {
      guard (pictureSize...8192).contains(resize) else {
        throw TrainingError(
          "resize must be \(pictureSize), which is cropped from it, to 8,192 pixels, got \(resize)."
        )
      }
      self.resize = resize
    }
    if let filter = options.filter { self.filter = filter }
    if isWhitened == true, options.mean != nil || options.deviation != nil {
      throw TrainingError(
        "the network reads whitened pictures, which have no mean and std to give.")
    }
    if let mean = options.mean { normalization.mean = mean.map { $0 * 255 } }
    if let deviation = options.deviation { normalization.deviation = deviation.map { $0 * 255 } }
    if let names = options.classNames {
      guard names.count == network.classes else {
        throw TrainingError(
          "the network has \(network.classes) classes, the list of names \(names.count).")
      }
      // Names that are known are those of folders as well: evaluations need them.
      if knowsClassNames { classTitles = names } else { classNames = names }
    }
  }
}
