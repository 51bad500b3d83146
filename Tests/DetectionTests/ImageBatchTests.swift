import Detection
import Imaging
import Testing

@Suite struct ImageBatchTests {
  /// (v / 255 - mean) / deviation of ImageNet, channel by channel, with numbers worked out by hand.
  @Test func normalisesAsImageNet() {
    let image = Image(width: 2, height: 1, pixels: [255, 0, 128, 0, 255, 255])
    let tensor = ImageBatch([image]).tensor
    let expected: [[Float]] = [[2.2489083, -2.0357143, 0.4264924], [-2.1179039, 2.4285714, 2.64]]
    for x in 0..<2 {
      for c in 0..<3 { #expect(abs(tensor[0, 0, x, c] - expected[x][c]) < 1e-5, "\(x), \(c)") }
    }
  }

  /// Widths around the eight pixels of the vectorised loop, each value against the definition.
  @Test func everyWidth() {
    let normalization = PictureNormalization.imagenet
    for width in [1, 7, 8, 9, 15, 16, 17, 31, 32, 33] {
      let pixels = (0..<width * 2 * 3).map { UInt8(truncatingIfNeeded: $0 &* 41 &+ 7) }
      let tensor = ImageBatch([Image(width: width, height: 2, pixels: pixels)]).tensor
      for (i, value) in pixels.enumerated() {
        let (y, x, c) = (i / (width * 3), i / 3 % width, i % 3)
        #expect(
          tensor[0, y, x, c]
            == (Float(value) - normalization.mean[c]) / normalization.deviation[c])
      }
    }
  }

  @Test func padsWithZerosAtTheRightAndBottom() {
    let images = [
      Image(width: 33, height: 20, fill: Color(red: 10, green: 20, blue: 30)),
      Image(width: 5, height: 40, fill: Color(red: 200, green: 0, blue: 90)),
    ]
    let batch = ImageBatch(images)
    #expect(batch.tensor.shape == [2, 64, 64, 3])
    #expect(batch.sizes.map(\.width) == [33, 5] && batch.sizes.map(\.height) == [20, 40])
    for (n, image) in images.enumerated() {
      for y in 0..<64 {
        for x in 0..<64 {
          let isPicture = x < image.width && y < image.height
          for c in 0..<3 { #expect((batch.tensor[n, y, x, c] != 0) == isPicture) }
        }
      }
    }
  }

  @Test func sizesAreMultiplesOf32() {
    func shape(_ width: Int, _ height: Int) -> [Int] {
      ImageBatch([Image(width: width, height: height, fill: .white)]).tensor.shape.dimensions
    }
    #expect(shape(1, 1) == [1, 32, 32, 3])
    #expect(shape(32, 64) == [1, 64, 32, 3])
    #expect(shape(65, 31) == [1, 32, 96, 3])
  }

  @Test func rowsAndPicturesStayInPlace() {
    var image = Image(width: 7, height: 5, fill: .black)
    image[3, 2] = .white
    let tensor = ImageBatch([Image(width: 7, height: 5, fill: .black), image]).tensor
    for n in 0..<2 {
      for y in 0..<5 {
        for x in 0..<7 { #expect((tensor[n, y, x, 1] > 0) == (n == 1 && x == 3 && y == 2)) }
      }
    }
  }
}

@Suite struct ImageSizingTests {
  /// Fast R-CNN's rule: the short side, unless the long one would be too long.
  @Test func shortSideUnlessTheLongOneIsTooLong() {
    let sizing = ImageSizing(shortSide: 600, longSide: 1000)
    func size(_ width: Int, _ height: Int) -> [Int] {
      let size = sizing.size(width: width, height: height)
      return [size.width, size.height]
    }
    #expect(size(640, 480) == [800, 600])
    #expect(size(480, 640) == [600, 800])
    #expect(size(1000, 500) == [1000, 500])
    #expect(size(2000, 900) == [1000, 450])
    #expect(size(900, 2000) == [450, 1000])
    #expect(size(600, 600) == [600, 600])
    #expect(size(500, 375) == [800, 600])
    #expect(size(427, 640) == [600, 899])
    #expect(size(1, 1) == [600, 600])
    // Never nothing.
    #expect(size(10_000, 1) == [1000, 1])
    #expect(size(1, 10_000) == [1, 1000])
  }
}
