import Datasets
import Glibc
import Imaging
import TensorCore

extension PicturePreparation {
  /// The standard deviations and, as rows for red, green and blue, the directions in which
  /// ImageNet's colours vary (fb.resnet.torch, on the scale 0...1).
  private static let lightingDeviations = SIMD3<Float>(0.2175, 0.0188, 0.0045)
  private static let lightingDirections: [SIMD3<Float>] = [
    SIMD3(-0.5675, 0.7192, 0.4009), SIMD3(-0.5808, -0.0045, -0.8140),
    SIMD3(-0.5836, -0.6948, 0.4203),
  ]

  /// Prepares a picture for training.
  func change(
    _ source: PictureSource, using generator: inout RandomGenerator,
    to target: UnsafeMutablePointer<Float>
  ) throws {
    guard augmentation.crop == .resized else {
      let placement = randomPlacement(using: &generator)
      let colors = randomColors(using: &generator)
      return try withFitting(source) { convert($0, placement, colors, to: target) }
    }
    let image = try image(source)
    let placement = randomPlacement(using: &generator)
    let crop = try randomlyCropped(image, using: &generator)
    let colors = randomColors(using: &generator)
    crop.pixels.withUnsafeBufferPointer { convert($0, placement, colors, to: target) }
  }

  /// Mirroring, and the offset of a padded crop.
  func randomPlacement(using generator: inout RandomGenerator) -> Placement {
    var placement = Placement()
    placement.isMirrored = augmentation.flip && generator.chance(0.5)
    placement.padsWithZeros = augmentation.crop == .zeroPadded
    if augmentation.crop == .padded || augmentation.crop == .zeroPadded {
      placement.x = generator.integer(below: 2 * Self.padding + 1) - Self.padding
      placement.y = generator.integer(below: 2 * Self.padding + 1) - Self.padding
    }
    return placement
  }

  /// Nil if colours stay.
  private func randomColors(using generator: inout RandomGenerator) -> ColorChange? {
    guard augmentation.changesColors else { return nil }
    var colors = ColorChange()
    let jitter = augmentation.colorJitter
    if jitter > 0 {
      let range = 1 - jitter...1 + jitter
      colors.brightness = generator.uniform(in: range)
      colors.contrast = generator.uniform(in: range)
      colors.saturation = generator.uniform(in: range)
    }
    if augmentation.lighting > 0 {
      let noise = SIMD3(generator.normal(), generator.normal(), generator.normal())
      let along = augmentation.lighting * noise * Self.lightingDeviations
      let shift = Self.lightingDirections.map { ($0 * along).sum() * 255 }
      colors.shift = SIMD3(shift)
    }
    return colors
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

  /// Random erasing with torchvision's and timm's numbers: 2 to 33 % of the area, an aspect ratio of
  /// 0.3 to 3.3 (log-uniform), ten attempts, filled with 0.
  func erase(_ picture: UnsafeMutablePointer<Float>, using generator: inout RandomGenerator) {
    guard augmentation.erasing > 0, generator.chance(augmentation.erasing) else { return }
    let area = Float(size * size)
    for _ in 0..<10 {
      let target = area * generator.uniform(in: 0.02...0.33)
      let aspect = expf(generator.uniform(in: logf(0.3)...logf(3.3)))
      let height = Int((target * aspect).squareRoot().rounded())
      let width = Int((target / aspect).squareRoot().rounded())
      guard (1..<size).contains(width), (1..<size).contains(height) else { continue }
      let x = generator.integer(below: size - width + 1)
      let y = generator.integer(below: size - height + 1)
      for row in y..<y + height {
        (picture + (row * size + x) * 3).update(repeating: 0, count: width * 3)
      }
      return
    }
  }
}
