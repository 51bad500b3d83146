import Datasets
import Imaging
import TensorCore
import WideResNet

/// How a picture becomes the numbers that a network reads: `[size, size, 3]`, normalised.
///
/// - Training pictures are changed at random by the recipe's ``PictureAugmentation``; for 32x32
///   networks as in the authors' `train.lua`, for ImageNet as in fb.resnet.torch.
/// - To evaluate, a picture for ImageNet has its shorter side resized to `size * 256 / 224` and the
///   centre taken.
/// - With a ``Whitening``, pictures are whitened before they are moved, as the authors' data was.
public struct PicturePreparation: Sendable {
  static let padding = 4

  public let family: NetworkConfiguration.Family
  /// Pixels to a side.
  public let size: Int
  let augmentation: PictureAugmentation
  let normalization: PictureNormalization
  /// In place of `normalization`.
  let whitening: Whitening?

  /// - Parameters:
  ///   - augmentation: How training pictures are changed; what evaluates needs none.
  ///   - whitening: Used in place of the normalization.
  /// - Precondition: A whitening is of pictures of this size, and no colours are changed before it.
  public init(
    family: NetworkConfiguration.Family, size: Int, normalization: PictureNormalization,
    augmentation: PictureAugmentation = .none, whitening: Whitening? = nil
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

  /// A picture prepared for training, `[size, size, 3]`.
  package func tensor(_ source: PictureSource, using generator: RandomGenerator) throws -> Tensor {
    try tensor([source], using: [generator]).reshaped(to: [size, size, 3])
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
    if case .pixels(let pixels, size, size) = source { return pixels.withUnsafeBufferPointer(body) }
    let resized = family == .imagenet ? size * 256 / 224 : size
    try image(source).center(size, ofShorterSide: resized).pixels.withUnsafeBufferPointer(body)
  }
}

extension ResizableImage {
  /// The centre of `count x count` pixels after the shorter side was resized to `side`, as in
  /// torchvision; only the pixels that it is made of are resized.
  func center(_ count: Int, ofShorterSide side: Int) throws -> Image {
    let short = min(size.width, size.height)
    /// Where the centre begins and ends along an axis of so many pixels.
    func range(_ pixels: Int) -> (start: Float, end: Float) {
      let resized = side * pixels / short
      let start = (resized - count) / 2
      let scale = Float(pixels) / Float(resized)
      return (Float(start) * scale, min(Float(start + count) * scale, Float(pixels)))
    }
    let (x, y) = (range(size.width), range(size.height))
    return try resized(
      width: count, height: count,
      from: Region(x0: x.start, y0: y.start, x1: x.end, y1: y.end), filter: .bicubic)
  }
}
