import Datasets
import Foundation
import Imaging
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct PictureAugmentationTests {
  private let identity = PictureNormalization(mean: [0, 0, 0], deviation: [1, 1, 1])

  private func preparation(_ augmentation: PictureAugmentation) -> PicturePreparation {
    PicturePreparation(
      family: .cifar, size: 32, normalization: identity, augmentation: augmentation)
  }

  /// The first pixels of a picture of one colour, prepared with many seeds.
  private func colors(
    _ augmentation: PictureAugmentation, of color: [UInt8], count: Int
  ) throws -> [[Double]] {
    let pixels = (0..<1024).flatMap { _ in color }
    let preparation = preparation(augmentation)
    return try (0..<count).map { seed in
      let tensor = try preparation.tensor(
        .pixels(pixels[...], width: 32, height: 32),
        using: RandomGenerator(seed: UInt64(seed)))
      return (0..<3).map { Double(tensor[7, 9, $0]) }
    }
  }

  /// A grey picture shows the brightness alone.
  @Test func brightnessIsUniform() throws {
    let augmentation = PictureAugmentation(crop: .none, flip: false, colorJitter: 0.4)
    let factors = try colors(augmentation, of: [100, 100, 100], count: 2000).map { $0[0] / 100 }
    #expect(factors.allSatisfy { (0.5999...1.4001).contains($0) })
    for tenth in 0..<8 {
      let low = 0.6 + Double(tenth) / 10
      #expect((180...320).contains(factors.count { low <= $0 && $0 < low + 0.1 }))
    }
  }

  /// A picture of one colour shows brightness and how far its colour moved from its grey; contrast
  /// shows nowhere else.
  @Test func saturationAndContrastAreUniform() throws {
    let augmentation = PictureAugmentation(crop: .none, flip: false, colorJitter: 0.4)
    let grey = 0.299 * 200 + 0.587 * 100 + 0.114 * 50
    let products = try colors(augmentation, of: [200, 100, 50], count: 2000).map { color in
      let brightness = (0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]) / grey
      return (color[0] - color[1]) / 100 / brightness
    }
    // The product of two uniform factors.
    #expect(products.allSatisfy { (0.3599...1.9601).contains($0) })
    let mean = products.reduce(0, +) / 2000
    let variance = products.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2000
    let expected = (1 + 0.16 / 3) * (1 + 0.16 / 3) - 1
    #expect(abs(mean - 1) < 0.04 && abs(variance / expected - 1) < 0.15)
  }

  /// The noise has the covariance of its definition: `V diag((0.1 * 255 * e)^2) V'`.
  @Test func lightingHasItsCovariance() throws {
    let augmentation = PictureAugmentation(crop: .none, flip: false, lighting: 0.1)
    let count = 8000
    let shifts = try colors(augmentation, of: [90, 110, 130], count: count).map {
      zip($0, [90, 110, 130]).map { $0 - $1 }
    }
    let values = [0.2175, 0.0188, 0.0045]
    let vectors = [
      [-0.5675, 0.7192, 0.4009], [-0.5808, -0.0045, -0.8140], [-0.5836, -0.6948, 0.4203],
    ]
    for a in 0..<3 {
      for b in 0..<3 {
        let found = shifts.reduce(0) { $0 + $1[a] * $1[b] } / Double(count)
        let expected = (0..<3).reduce(0) {
          $0 + vectors[a][$1] * vectors[b][$1] * pow(25.5 * values[$1], 2)
        }
        #expect(abs(found / expected - 1) < 0.08, "\(a) \(b): \(found), not \(expected)")
      }
    }
  }

  /// One rectangle of the right area and aspect ratio becomes 0, with the given probability.
  @Test(arguments: [1, 0.25] as [Float])
  func erasesARectangle(probability: Float) throws {
    let preparation = preparation(
      PictureAugmentation(crop: .none, flip: false, erasing: probability))
    let white = [UInt8](repeating: 255, count: 3072)
    var erased = 0
    var corners: Set<Int> = []
    for seed in 0..<2000 as Range<UInt64> {
      let tensor = try preparation.tensor(
        .pixels(white[...], width: 32, height: 32), using: RandomGenerator(seed: seed))
      let zeros = (0..<1024).filter { tensor[$0 / 32, $0 % 32, 0] == 0 }
      guard let first = zeros.first, let last = zeros.last else { continue }
      erased += 1
      corners.insert(first)
      let (width, height) = (last % 32 - first % 32 + 1, last / 32 - first / 32 + 1)
      #expect(zeros.count == width * height)
      for y in 0..<height {
        for x in 0..<width {
          for c in 0..<3 { #expect(tensor[first / 32 + y, first % 32 + x, c] == 0) }
        }
      }
      // Sides are rounded to whole pixels.
      let area = Double(width * height) / 1024
      #expect((0.01...0.36).contains(area))
      #expect((0.22...4.4).contains(Double(height) / Double(width)))
    }
    #expect(corners.count > 50)
    #expect(abs(Double(erased) / 2000 - Double(probability)) < (probability == 1 ? 0.01 : 0.04))
  }

  @Test func nothingIsAskedFor() throws {
    let pixels = (0..<3072).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let tensor = try preparation(.none).tensor(
      .pixels(pixels[...], width: 32, height: 32), using: RandomGenerator(seed: 1))
    #expect(tensor.scalars == pixels.map(Float.init))
  }

  /// ImageNet's odd files: a PNG with the name of a JPEG, and a JPEG for print.
  @Test func imageNetsOddFilesAreDecoded() throws {
    let folder = ScratchFolder()
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("ImagingTests/Fixtures")
    for (fixture, name) in [
      ("rgb.png", "n02105855_2933.JPEG"), ("cmyk.jpg", "n01739381_1309.JPEG"),
    ] {
      let bytes = [UInt8](try Data(contentsOf: fixtures.appendingPathComponent(fixture)))
      try folder.file("train/\(name.prefix(9))/\(name)", bytes)
    }
    let dataset = try ClassFolderDataset(root: folder.path, split: .train)
    let preparation = PicturePreparation(
      family: .imagenet, size: 32, normalization: .imagenet, augmentation: .imagenet)
    #expect(dataset.count == 2)
    for index in 0..<2 {
      let tensor = try preparation.tensor(
        dataset.picture(at: index), using: RandomGenerator(seed: 1))
      let scalars = tensor.scalars
      #expect(scalars.allSatisfy(\.isFinite) && Set(scalars).count > 100)
    }
  }
}
