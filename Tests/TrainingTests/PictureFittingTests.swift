import Datasets
import Imaging
import TensorCore
import Testing
import Training

@Suite struct PictureFittingTests {
  private let identity = PictureNormalization(mean: [0, 0, 0], deviation: [1, 1, 1])

  private func noise(width: Int, height: Int) -> Image {
    var generator = RandomGenerator(seed: UInt64(width))
    let pixels = (0..<width * height * 3).map { _ in
      UInt8(truncatingIfNeeded: generator.next() >> 40)
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// torchvision: everything is resized, then cropped, and Python's `round` takes half a pixel to
  /// the even side. The starts are `int(round((resized - 24) / 2.0))`.
  @Test(arguments: [
    (50, 40, 32, (x: 8, y: 4)), (40, 51, 32, (x: 4, y: 8)), (83, 64, 32, (x: 8, y: 4)),
    (91, 64, 32, (x: 10, y: 4)), (32, 35, 32, (x: 4, y: 6)), (64, 61, 33, (x: 5, y: 4)),
    (640, 480, 27, (x: 6, y: 2)), (20, 20, 24, (x: 0, y: 0)),
  ])
  func theCentreIsTorchvisions(width: Int, height: Int, side: Int, start: (x: Int, y: Int)) throws {
    let image = noise(width: width, height: height)
    let source = PictureSource.pixels(image.pixels[...], width: width, height: height)
    let short = min(width, height)
    for filter in ResampleFilter.allCases {
      let preparation = PicturePreparation(
        family: .imagenet, size: 24, normalization: identity,
        fitting: PictureFitting(size: 24, shorterSide: side, filter: filter))
      let expected = image.resized(
        width: side * width / short, height: side * height / short, filter: filter
      ).cropped(x: start.x, y: start.y, width: 24, height: 24)
      #expect(try preparation.tensor(source).scalars == expected.pixels.map(Float.init))
    }
  }
}
