import Imaging
import TensorCore

/// Pictures side by side as the network's input: normalised as ImageNet's, padded with zeros at the
/// right and bottom.
public struct ImageBatch: Sendable {
  /// ImageNet's mean and standard deviation of red, green and blue in 0...1, which torchvision's
  /// weights expect.
  static let mean: [Float] = [0.485, 0.456, 0.406]
  static let deviation: [Float] = [0.229, 0.224, 0.225]
  /// Sizes are rounded up to this, so that every level of the trunk covers the same pixels.
  static let granularity = 32

  /// `[N, H, W, 3]`
  public let tensor: Tensor
  /// The size of each picture without the padding.
  public let sizes: [(width: Int, height: Int)]

  /// - Precondition: There is at least one picture.
  public init(_ images: [Image]) {
    precondition(!images.isEmpty, "a batch needs at least one picture")
    sizes = images.map { ($0.width, $0.height) }
    func padded(_ size: Int) -> Int {
      (size + Self.granularity - 1) / Self.granularity * Self.granularity
    }
    let width = padded(sizes.map(\.width).max() ?? 1)
    let height = padded(sizes.map(\.height).max() ?? 1)
    var tensor = Tensor([images.count, height, width, 3])
    let scale = Self.deviation.map { 1 / (255 * $0) }
    let shift = zip(Self.mean, Self.deviation).map { -$0 / $1 }
    let (r, g, b) = ((scale[0], shift[0]), (scale[1], shift[1]), (scale[2], shift[2]))
    tensor.withMutableFloats { target in
      for (n, image) in images.enumerated() {
        image.pixels.withUnsafeBufferPointer { pixels in
          ThreadPool.current.forEachRange(image.height, grain: 32) { rows in
            for y in rows {
              let row = target + (n * height + y) * width * 3
              let source = y * image.width * 3
              for x in stride(from: 0, to: image.width * 3, by: 3) {
                row[x] = Float(pixels[source + x]) * r.0 + r.1
                row[x + 1] = Float(pixels[source + x + 1]) * g.0 + g.1
                row[x + 2] = Float(pixels[source + x + 2]) * b.0 + b.1
              }
            }
          }
        }
      }
    }
    self.tensor = tensor
  }
}
