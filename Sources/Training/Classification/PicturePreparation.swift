import Datasets
import Imaging
import TensorCore
import WideResNet

/// How a picture becomes the numbers that a network reads: `[size, size, 3]`, normalised.
///
/// - Training pictures are changed at random by the recipe's ``PictureAugmentation``; for 32x32
///   networks as in the authors' `train.lua`, for ImageNet as in fb.resnet.torch.
/// - To evaluate, a ``PictureFitting`` resizes it and takes the centre.
/// - With a ``Whitening``, pictures are whitened before they are moved, as the authors' data was.
public struct PicturePreparation: Sendable {
  static let padding = 4

  public let family: NetworkConfiguration.Family
  /// Pixels to a side.
  public let size: Int
  let augmentation: PictureAugmentation
  let normalization: PictureNormalization
  let fitting: PictureFitting
  /// In place of `normalization`.
  let whitening: Whitening?

  /// - Parameters:
  ///   - augmentation: How training pictures are changed; what evaluates needs none.
  ///   - fitting: How a picture of another size becomes one of `size x size` pixels; by default the
  ///     family's usual way.
  ///   - whitening: Used in place of the normalization.
  /// - Precondition: A whitening is of pictures of this size, and no colours are changed before it.
  public init(
    family: NetworkConfiguration.Family, size: Int, normalization: PictureNormalization,
    augmentation: PictureAugmentation = .none, fitting: PictureFitting? = nil,
    whitening: Whitening? = nil
  ) {
    precondition(size > Self.padding, "pictures of \(size) pixels")
    if let whitening {
      precondition(
        whitening.scalarCount == size * size * 3,
        "a whitening of \(whitening.scalarCount) numbers for pictures of \(size) pixels")
      precondition(
        augmentation.crop != .resized && !augmentation.changesColors,
        "whitened pictures can be moved and erased only")
    }
    self.family = family
    self.size = size
    self.normalization = normalization
    self.augmentation = augmentation
    self.fitting = fitting ?? PictureFitting(family: family, size: size)
    self.whitening = whitening
  }

  /// The numbers of a picture.
  var scalarCount: Int { size * size * 3 }

  /// Prepares pictures, `[N, size, size, 3]`.
  ///
  /// - Parameter generators: One for each picture, to change it at random for training; nil to
  ///   evaluate.
  /// - Throws: `ImageError` if a file cannot be decoded.
  package func tensor(
    _ pictures: [PictureSource], using generators: [RandomGenerator]? = nil
  ) throws -> Tensor {
    let whitened = try whitening?.whitened(pictures.count) { index, body in
      try withFitting(pictures[index], body)
    }
    if generators == nil, let whitened {
      return whitened.reshaped(to: [pictures.count, size, size, 3])
    }
    var result = Tensor(uninitialized: [pictures.count, size, size, 3])
    try result.withMutableFloats { result in
      for (index, picture) in pictures.enumerated() {
        let target = result + index * scalarCount
        guard var generator = generators?[index] else {
          try withFitting(picture) { convert($0, Placement(), ColorChange?.none, to: target) }
          continue
        }
        if let whitened {
          let placement = randomPlacement(using: &generator)
          whitened.withFloats { move($0 + index * scalarCount, placement, to: target) }
        } else {
          try change(picture, using: &generator, to: target)
        }
        erase(target, using: &generator)
      }
    }
    return result
  }

  /// A picture prepared for evaluation, `[size, size, 3]`.
  package func tensor(_ source: PictureSource) throws -> Tensor {
    try tensor([source]).reshaped(to: [size, size, 3])
  }

  func image(_ source: PictureSource) throws -> any ResizableImage {
    switch source {
    case .file(let path): try EncodedImage(contentsOfFile: path)
    case .pixels(let pixels, let width, let height):
      Image(width: width, height: height, pixels: Array(pixels))
    }
  }

  /// Calls `body` with the `size x size` pixels of the undistorted picture.
  func withFitting(
    _ source: PictureSource, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws {
    if fitting.shorterSide == size, case .pixels(let pixels, size, size) = source {
      return pixels.withUnsafeBufferPointer(body)
    }
    try fitting(source).pixels.withUnsafeBufferPointer(body)
  }
}
