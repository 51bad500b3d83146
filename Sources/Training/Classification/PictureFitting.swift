import Datasets
import Imaging
import WideResNet

/// How a picture of any size becomes the square that a network evaluates: the shorter side is
/// resized and the centre taken, to the bit as torchvision's `Resize` and `CenterCrop` do with
/// Pillow's pictures.
///
/// A JPEG is decoded in full: decoding at a fraction of the size is faster, but not the same.
public struct PictureFitting: Sendable, Hashable {
  /// Pixels to a side of the result.
  public var size: Int
  /// Pixels of the shorter side before the crop.
  public var shorterSide: Int
  public var filter: ResampleFilter

  /// - Precondition: The shorter side holds the result.
  public init(size: Int, shorterSide: Int, filter: ResampleFilter) {
    precondition(
      size > 0 && size <= shorterSide, "a crop of \(size) pixels from \(shorterSide)")
    self.size = size
    self.shorterSide = shorterSide
    self.filter = filter
  }

  /// As fb.resnet.torch evaluates ImageNet, 256 pixels for 224 and others in proportion; small
  /// pictures keep their edges.
  public init(family: NetworkConfiguration.Family, size: Int) {
    self.init(
      size: size, shorterSide: Self.shorterSide(family: family, size: size), filter: .bicubic)
  }

  static func shorterSide(family: NetworkConfiguration.Family, size: Int) -> Int {
    family == .imagenet ? size * 256 / 224 : size
  }

  /// The centre of a picture.
  /// - Throws: `ImageError` if a file cannot be decoded.
  func callAsFunction(_ source: PictureSource) throws -> Image {
    switch source {
    case .file(let path): self(try Image(contentsOfFile: path))
    case .pixels(let pixels, let width, let height):
      self(Image(width: width, height: height, pixels: Array(pixels)))
    }
  }

  private func callAsFunction(_ image: Image) -> Image {
    let short = min(image.width, image.height)
    let (width, height) = (
      shorterSide * image.width / short, shorterSide * image.height / short
    )
    return image.resized(
      width: width, height: height, keeping: centre(of: width), centre(of: height),
      filter: filter)
  }

  /// Python's `round` takes a half to the even side.
  private func centre(of count: Int) -> Range<Int> {
    let free = count - size
    let start = free / 2 + (free & (free / 2) & 1)
    return start..<start + size
  }
}
