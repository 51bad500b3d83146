import Datasets
import Imaging
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct PicturePreparationTests {
  private let identity = PictureNormalization(mean: [0, 0, 0], deviation: [1, 1, 1])

  /// A picture in which every pixel tells its row, its column and 7.
  private func places(width: Int, height: Int) -> PictureSource {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels += [UInt8(y), UInt8(x), 7] }
    }
    return .pixels(pixels[...], width: width, height: height)
  }

  private func places(_ side: Int) -> PictureSource { places(width: side, height: side) }

  @Test func evaluationOnlyNormalizes() throws {
    let preparation = PicturePreparation(family: .cifar, size: 32, normalization: .cifar)
    let tensor = try preparation.tensor(places(32))
    #expect(tensor.shape == [32, 32, 3])
    #expect(tensor[5, 9, 0] == (Float(5) - 125.3) / 63)
    #expect(tensor[5, 9, 1] == (Float(9) - 123) / 62.1)
    #expect(tensor[5, 9, 2] == (Float(7) - 113.9) / 66.7)
  }

  /// Mirroring, reflection padding by 4 and cropping, against the same said with plain indices.
  @Test func cifarCropsAreReflectedAndMirrored() throws {
    let preparation = PicturePreparation(
      family: .cifar, size: 32, normalization: identity, augmentation: .cifar)
    let reflected = (-4..<36).map { $0 < 0 ? -$0 : $0 > 31 ? 62 - $0 : $0 }
    var seen: Set<[Int]> = []
    for seed in 0..<2000 as Range<UInt64> {
      let generator = RandomGenerator(seed: seed)
      let tensor = try preparation.tensor(places(32), using: generator)
      let rows = (0..<32).map { Int(tensor[$0, 0, 0]) }
      let columns = (0..<32).map { Int(tensor[0, $0, 1]) }
      let isMirrored = columns[15] > columns[16]
      let y = try #require((0...8).first { Array(reflected[$0..<$0 + 32]) == rows })
      let candidates = (0...8).filter {
        let crop = Array(reflected[$0..<$0 + 32])
        return columns == (isMirrored ? crop.map { 31 - $0 } : crop)
      }
      #expect(candidates.count == 1)
      seen.insert([y, candidates[0], isMirrored ? 1 : 0])
      #expect(tensor[31, 31, 0] == Float(rows[31]) && tensor[31, 31, 1] == Float(columns[31]))
    }
    #expect(seen.count == 9 * 9 * 2)
  }

  /// The same crops with zeros around the picture, whose own numbers begin at 1 here.
  @Test func cropsMayShowZeros() throws {
    let preparation = PicturePreparation(
      family: .cifar, size: 32,
      normalization: PictureNormalization(mean: [-1, -1, -1], deviation: [1, 1, 1]),
      augmentation: PictureAugmentation(crop: .zeroPadded, flip: true))
    let none = Array(repeating: 0, count: 4)
    let padded = none + Array(1...32) + none
    var seen: Set<[Int]> = []
    for seed in 0..<2000 as Range<UInt64> {
      let tensor = try preparation.tensor(places(32), using: RandomGenerator(seed: seed))
      let rows = (0..<32).map { y in (0..<32).map { Int(tensor[y, $0, 0]) }.max() ?? 0 }
      let columns = (0..<32).map { x in (0..<32).map { Int(tensor[$0, x, 1]) }.max() ?? 0 }
      let isMirrored = columns[15] > columns[16]
      let y = try #require((0...8).first { Array(padded[$0..<$0 + 32]) == rows })
      let x = try #require(
        (0...8).first {
          let crop = Array(padded[$0..<$0 + 32])
          return columns == (isMirrored ? crop.map { $0 == 0 ? 0 : 33 - $0 } : crop)
        })
      seen.insert([y, x, isMirrored ? 1 : 0])
    }
    #expect(seen.count == 9 * 9 * 2)
  }

  @Test func imageNetEvaluationTakesTheCentre() throws {
    let preparation = PicturePreparation(family: .imagenet, size: 56, normalization: identity)
    // 64 pixels on the shorter side are what it is resized to: nothing is resampled.
    let tensor = try preparation.tensor(places(width: 100, height: 64))
    #expect((tensor[0, 0, 0], tensor[0, 0, 1]) == (4, 22))
    #expect((tensor[55, 55, 0], tensor[55, 55, 1]) == (59, 77))
  }

  /// fb.resnet.torch's crop and flip, without its colours.
  private let cropped = PictureAugmentation(crop: .resized, flip: true)

  @Test func imageNetTrainingCropsStayInside() throws {
    let preparation = PicturePreparation(
      family: .imagenet, size: 32, normalization: identity, augmentation: cropped)
    var least = Float.infinity
    var greatest = -Float.infinity
    for seed in 0..<300 as Range<UInt64> {
      let generator = RandomGenerator(seed: seed)
      let tensor = try preparation.tensor(places(200), using: generator)
      least = min(least, tensor[0, 0, 0])
      greatest = max(greatest, tensor[31, 0, 0])
      // The middle of 8 to 100 % of the area.
      let height = tensor[31, 16, 0] - tensor[0, 16, 0]
      #expect((40...200).contains(height * 32 / 31))
    }
    #expect(least < 8 && greatest > 192)
  }

  /// A smooth picture with sides that are no multiple of 8.
  private func smooth(width: Int, height: Int) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels += [UInt8(x * 255 / width), UInt8(y * 255 / height), 99] }
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// torchvision's order: everything is resized, then cropped.
  @Test(arguments: [(97, 61), (61, 97), (300, 200), (64, 64)])
  func theCentreIsThatOfTheResizedPicture(width: Int, height: Int) throws {
    let image = smooth(width: width, height: height)
    let preparation = PicturePreparation(family: .imagenet, size: 56, normalization: identity)
    let source = PictureSource.pixels(image.pixels[...], width: width, height: height)
    let (newWidth, newHeight) = (
      max(64, 64 * width / height), max(64, 64 * height / width)
    )
    let expected = image.resized(width: newWidth, height: newHeight, filter: .bicubic)
      .cropped(x: (newWidth - 56) / 2, y: (newHeight - 56) / 2, width: 56, height: 56)
    for (value, reference) in zip(try preparation.tensor(source).scalars, expected.pixels) {
      #expect(abs(value - Float(reference)) <= 1)
    }
  }

  /// A file that is decoded at a fraction of its size gives what its pixels give.
  @Test func filesAndPixelsAgree() throws {
    let folder = ScratchFolder()
    let path = folder.file("picture.jpg")
    try smooth(width: 603, height: 401).write(toFile: path)
    let pixels = try Image(contentsOfFile: path).pixels
    let decoded = PictureSource.pixels(pixels[...], width: 603, height: 401)
    let preparation = PicturePreparation(
      family: .imagenet, size: 32, normalization: identity, augmentation: cropped)
    func expectEqual(_ a: Tensor, _ b: Tensor) {
      let difference = zip(a.scalars, b.scalars).reduce(0) { $0 + abs($1.0 - $1.1) }
      #expect(difference / Float(a.scalars.count) < 0.6)
    }
    expectEqual(try preparation.tensor(.file(path: path)), try preparation.tensor(decoded))
    for seed in 0..<20 as Range<UInt64> {
      let (first, second) = (RandomGenerator(seed: seed), RandomGenerator(seed: seed))
      expectEqual(
        try preparation.tensor(.file(path: path), using: first),
        try preparation.tensor(decoded, using: second))
    }
  }

  @Test(arguments: [(1, 1), (3, 500), (500, 3)])
  func extremePictures(width: Int, height: Int) throws {
    let pixels = [UInt8](repeating: 9, count: width * height * 3)
    for preparation in [
      PicturePreparation(
        family: .cifar, size: 32, normalization: identity, augmentation: .cifar),
      PicturePreparation(
        family: .imagenet, size: 64, normalization: identity, augmentation: cropped),
    ] {
      let source = PictureSource.pixels(pixels[...], width: width, height: height)
      let generator = RandomGenerator(seed: 5)
      #expect(try preparation.tensor(source).scalars.allSatisfy { $0 == 9 })
      #expect(try preparation.tensor(source, using: generator).scalars.allSatisfy { $0 == 9 })
    }
  }
}
