import Imaging
import Testing

@Suite struct ResizeTests {
  /// To the bit: the arithmetic is Pillow's.
  @Test(arguments: Fixtures.index.resized)
  func agreesWithPillow(_ example: Fixtures.ResizedCase) throws {
    let region = example.box.map { Region(x0: $0[0], y0: $0[1], x1: $0[2], y1: $0[3]) }
    let image = try Fixtures.image(example.file).resized(
      width: example.width, height: example.height, from: region,
      filter: example.filter == "bicubic" ? .bicubic : .bilinear)
    #expect(try largestDifference(image, Fixtures.image(example.reference)) == 0)
  }

  @Test func fixturesAreThere() { #expect(Fixtures.index.resized.count >= 15) }

  @Test func sameSizeIsTheSamePicture() throws {
    let image = try Fixtures.image("source.png")
    #expect(image.resized(width: image.width, height: image.height) == image)
  }

  /// Every width around the 16 bytes of a vector, against the definition in floating point.
  @Test(arguments: 1...23)
  func agreesWithThePlainDefinition(width: Int) throws {
    let image = try Fixtures.image("source.png")
    let result = image.resized(width: width, height: 9)
    let expected = plainBilinear(image, width: width, height: 9)
    for (value, reference) in zip(result.pixels, expected) {
      // Half a step for each of the two roundings.
      #expect(abs(Double(value) - reference) <= 1.01)
    }
  }

  @Test func oneColourStaysOneColour() {
    let color = Color(red: 255, green: 1, blue: 128)
    let image = Image(width: 37, height: 29, fill: color)
    for filter in [ResampleFilter.bilinear, .bicubic] {
      for (width, height) in [(5, 3), (36, 30), (100, 80)] {
        #expect(
          image.resized(width: width, height: height, filter: filter)
            == Image(width: width, height: height, fill: color))
      }
    }
  }

  @Test func cropAndFlip() throws {
    let image = try Fixtures.image("source.png")
    let crop = image.cropped(x: 7, y: 5, width: 20, height: 11)
    #expect(
      crop == image.resized(width: 20, height: 11, from: Region(x0: 7, y0: 5, x1: 27, y1: 16)))
    #expect(crop[0, 0] == image[7, 5])
    #expect(crop[19, 10] == image[26, 15])
    let flipped = image.flippedHorizontally()
    #expect(flipped[0, 3] == image[60, 3])
    #expect(flipped.flippedHorizontally() == image)
  }

  @Test func turnsCancelOut() throws {
    let image = try Fixtures.image("source.png")
    let right = image.upright(from: .right)
    #expect(right.size == ImageSize(width: image.height, height: image.width))
    #expect(right[0, 0] == image[0, image.height - 1])
    #expect(right.upright(from: .left) == image)
    #expect(image.upright(from: .down).upright(from: .down) == image)
    #expect(image.upright(from: .leftMirrored).upright(from: .leftMirrored) == image)
    #expect(image.upright(from: .rightMirrored).upright(from: .rightMirrored) == image)
    #expect(
      image.upright(from: .downMirrored).upright(from: .upMirrored) == image.upright(from: .down))
  }

  /// The triangle filter by its definition, without rounding between the passes.
  private func plainBilinear(_ image: Image, width: Int, height: Int) -> [Double] {
    func weights(_ input: Int, _ output: Int, _ index: Int) -> [Double] {
      let scale = Double(input) / Double(output)
      let spread = max(1, scale)
      let center = (Double(index) + 0.5) * scale
      let weights = (0..<input).map { max(0, 1 - abs(Double($0) + 0.5 - center) / spread) }
      let sum = weights.reduce(0, +)
      return weights.map { $0 / sum }
    }
    var result: [Double] = []
    for y in 0..<height {
      let rows = weights(image.height, height, y)
      for x in 0..<width {
        let columns = weights(image.width, width, x)
        for channel in 0..<3 {
          var sum = 0.0
          for (row, rowWeight) in rows.enumerated() where rowWeight > 0 {
            for (column, weight) in columns.enumerated() where weight > 0 {
              let value = image.pixels[(row * image.width + column) * 3 + channel]
              sum += rowWeight * weight * Double(value)
            }
          }
          result.append(sum)
        }
      }
    }
    return result
  }
}
