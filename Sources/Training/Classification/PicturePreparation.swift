import Datasets
import Imaging
import TensorCore
import WideResNet

/// How a picture becomes the numbers that a network reads: `[size, size, 3]`, normalised.
///
/// - For 32x32 networks as in the authors' `train.lua`: training pictures are mirrored with
///   probability 1/2, padded by 4 reflected pixels (the edge is not repeated) and cropped at
///   random.
/// - For ImageNet as in fb.resnet.torch, without its colour changes: a random crop of 8 to 100 % of
///   the area with an aspect ratio of 3/4 to 4/3, resized (bicubic), mirrored with probability 1/2.
///   To evaluate, the shorter side is resized to `size * 256 / 224` and the centre taken.
public struct PicturePreparation: Sendable {
  static let padding = 4

  public let family: NetworkConfiguration.Family
  /// Pixels to a side.
  public let size: Int
  private let normalization: PictureNormalization
  private let fitting: PictureFitting

  /// - Parameter fitting: How a picture of another size becomes one of `size x size` pixels to
  ///   evaluate; by default the family's usual way.
  public init(
    family: NetworkConfiguration.Family, size: Int, normalization: PictureNormalization,
    fitting: PictureFitting? = nil
  ) {
    precondition(size > Self.padding, "pictures of \(size) pixels")
    self.family = family
    self.size = size
    self.normalization = normalization
    self.fitting = fitting ?? PictureFitting(family: family, size: size)
  }

  /// The numbers of a picture.
  var scalarCount: Int { size * size * 3 }

  /// Prepares a picture for evaluation.
  /// - Throws: `ImageError` if a file cannot be decoded.
  func write(_ source: PictureSource, to target: UnsafeMutablePointer<Float>) throws {
    try withFitting(source) { pixels in convert(pixels, Placement(), to: target) }
  }

  /// Prepares a picture for training, changed at random.
  /// - Throws: `ImageError` if a file cannot be decoded.
  func write(
    _ source: PictureSource, using generator: inout RandomGenerator,
    to target: UnsafeMutablePointer<Float>
  ) throws {
    var placement = Placement()
    switch family {
    case .cifar:
      placement.isMirrored = generator.chance(0.5)
      placement.x = generator.integer(below: 2 * Self.padding + 1) - Self.padding
      placement.y = generator.integer(below: 2 * Self.padding + 1) - Self.padding
      try withFitting(source) { pixels in convert(pixels, placement, to: target) }
    case .imagenet:
      let image = try image(source)
      placement.isMirrored = generator.chance(0.5)
      let crop = try randomlyCropped(image, using: &generator)
      crop.pixels.withUnsafeBufferPointer { convert($0, placement, to: target) }
    }
  }

  /// A picture prepared for evaluation, `[size, size, 3]`.
  package func tensor(_ source: PictureSource) throws -> Tensor {
    var result = Tensor(uninitialized: [size, size, 3])
    try result.withMutableFloats { try write(source, to: $0) }
    return result
  }

  /// A picture prepared for training, `[size, size, 3]`.
  package func tensor(
    _ source: PictureSource, using generator: inout RandomGenerator
  ) throws -> Tensor {
    var result = Tensor(uninitialized: [size, size, 3])
    try result.withMutableFloats { try write(source, using: &generator, to: $0) }
    return result
  }

  private func image(_ source: PictureSource) throws -> any ResizableImage {
    switch source {
    case .file(let path): try EncodedImage(contentsOfFile: path)
    case .pixels(let pixels, let width, let height):
      Image(width: width, height: height, pixels: Array(pixels))
    }
  }

  /// Calls `body` with the `size x size` pixels of the undistorted picture.
  private func withFitting(
    _ source: PictureSource, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws {
    if fitting.shorterSide == size, case .pixels(let pixels, size, size) = source {
      return pixels.withUnsafeBufferPointer(body)
    }
    try fitting(source).pixels.withUnsafeBufferPointer(body)
  }

  /// fb.resnet.torch's `RandomSizedCrop`.
  private func randomlyCropped(
    _ image: any ResizableImage, using generator: inout RandomGenerator
  ) throws -> Image {
    let full = image.size
    let area = Float(full.width * full.height)
    for _ in 0..<10 {
      let target = area * generator.uniform(in: 0.08...1)
      let aspect = generator.uniform(in: 3 / 4...4 / 3)
      var width = Int((target * aspect).squareRoot().rounded())
      var height = Int((target / aspect).squareRoot().rounded())
      if generator.chance(0.5) { swap(&width, &height) }
      guard (1...full.width).contains(width), (1...full.height).contains(height) else { continue }
      let x = generator.integer(below: full.width - width + 1)
      let y = generator.integer(below: full.height - height + 1)
      let region = Region(
        x0: Float(x), y0: Float(y), x1: Float(x + width), y1: Float(y + height))
      return try image.resized(width: size, height: size, from: region, filter: .bicubic)
    }
    let side = min(full.width, full.height)
    let (x, y) = (Float((full.width - side) / 2), Float((full.height - side) / 2))
    let middle = Region(x0: x, y0: y, x1: x + Float(side), y1: y + Float(side))
    return try image.resized(width: size, height: size, from: middle, filter: .bicubic)
  }

  /// How a picture of the right size is moved.
  private struct Placement {
    var x = 0
    var y = 0
    var isMirrored = false

    var movesColumns: Bool { isMirrored || x != 0 }
  }

  private func convert(
    _ pixels: UnsafeBufferPointer<UInt8>, _ placement: Placement,
    to target: UnsafeMutablePointer<Float>
  ) {
    guard let pixels = pixels.baseAddress else { return }
    let rowBytes = size * 3
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rowBytes) { moved in
      guard let moved = moved.baseAddress else { return }
      for y in 0..<size {
        var row = pixels + reflected(y + placement.y) * rowBytes
        if placement.movesColumns {
          move(row, placement, to: moved)
          row = UnsafePointer(moved)
        }
        normalization.write(row, count: size, to: target + y * rowBytes)
      }
    }
  }

  /// Moves the pixels of a row.
  private func move(
    _ row: UnsafePointer<UInt8>, _ placement: Placement, to target: UnsafeMutablePointer<UInt8>
  ) {
    for x in 0..<size {
      let column = reflected(x &+ placement.x)
      let pixel = row + (placement.isMirrored ? size &- 1 &- column : column) &* 3
      (target + x &* 3).update(from: pixel, count: 3)
    }
  }

  /// The position under reflection about the first and last pixel.
  private func reflected(_ i: Int) -> Int {
    i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i
  }
}

extension RandomGenerator {
  /// A number in 0..<bound.
  fileprivate mutating func integer(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
