import Imaging
import TensorCore

/// Pictures side by side as the network's input: normalised as ImageNet's, padded with zeros at the
/// right and bottom.
public struct ImageBatch: Sendable {
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
    var tensor = Tensor(uninitialized: [images.count, height, width, 3])
    tensor.withMutableFloats { target in
      ThreadPool.current.forEachRange(images.count * height, grain: Self.granularity) { rows in
        for row in rows {
          images[row / height].write(row: row % height, to: target + row * width * 3, width: width)
        }
      }
    }
    self.tensor = tensor
  }
}

extension Image {
  /// Writes row `y`, normalised, and zeros up to `width` pixels; zeros alone below the picture.
  fileprivate func write(row y: Int, to target: UnsafeMutablePointer<Float>, width: Int) {
    let count = y < height ? self.width : 0
    if count > 0 {
      pixels.withUnsafeBufferPointer { pixels in
        guard let pixels = pixels.baseAddress else { return }
        PictureNormalization.imagenet.write(pixels + y * count * 3, count: count, to: target)
      }
    }
    (target + count * 3).update(repeating: 0, count: (width - count) * 3)
  }
}
