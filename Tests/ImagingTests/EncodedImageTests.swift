import Imaging
import Testing

@Suite struct EncodedImageTests {
  /// Smooth, but two grey levels from pixel to pixel in places: a shift shows. Odd sides: reduced
  /// pictures end with parts of a pixel.
  private let picture: Image = {
    let (width, height) = (189, 133)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let wave = 80 * (1 - Float(abs((x + y) % 160 - 80)) / 80)
        pixels += [UInt8(x + 40), UInt8(20 + y + Int(wave)), UInt8(240 - x)]
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }()

  /// The picture as a file, stored in one of the eight ways.
  private func file(_ orientation: UInt8 = 1) throws -> EncodedImage {
    let jpeg = try picture.jpegBytes(quality: 98)
    let exif: [UInt8] =
      Array("Exif\0\0II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0]
      + [orientation, 0, 0, 0, 0, 0, 0, 0]
    let segment = [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif
    return try EncodedImage(Array(jpeg[..<2]) + segment + Array(jpeg[2...]), name: "picture")
  }

  private func meanDifference(_ a: Image, _ b: Image) throws -> Double {
    try #require(a.size == b.size)
    let sum = zip(a.pixels, b.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(a.pixels.count)
  }

  @Test func sizeIsUpright() throws {
    #expect(try file(1).size == ImageSize(width: 189, height: 133))
    #expect(try file(6).size == ImageSize(width: 133, height: 189))
    #expect(try file(6).decoded().size == ImageSize(width: 133, height: 189))
  }

  /// At 1/2, 1/4 and 1/8, of the whole and of a region, the result is that of full decoding.
  @Test(arguments: UInt8(1)...8)
  func reducedDecodingMovesNothing(orientation: UInt8) throws {
    let file = try file(orientation)
    let full = try file.decoded()
    for (width, height) in [(31, 30), (16, 15), (8, 7)] {
      let whole = try meanDifference(
        file.resized(width: width, height: height), full.resized(width: width, height: height))
      #expect(whole < 0.6, "\(width) x \(height)")
    }
    let region = Region(x0: 20.5, y0: 13, x1: 121, y1: 120.25)
    for side in [24, 12, 6] {
      for filter in [ResampleFilter.bilinear, .bicubic] {
        let part = try meanDifference(
          file.resized(width: side, height: side, from: region, filter: filter),
          full.resized(width: side, height: side, from: region, filter: filter))
        #expect(part < 0.6, "\(side) x \(side)")
      }
    }
  }

  /// Several sizes come from one decoding, the one that the largest asks for.
  @Test func sizesTogether() throws {
    let sizes = [(16, 15), (31, 30), (8, 7)].map { ImageSize(width: $0, height: $1) }
    let file = try file(6)
    let together = try file.resized(to: sizes, filter: .bilinear)
    #expect(together.map(\.size) == sizes)
    #expect(together[1] == (try file.resized(width: 31, height: 30)))
    for (image, size) in zip(together, sizes) {
      let alone = try file.resized(width: size.width, height: size.height)
      #expect(try meanDifference(image, alone) < 0.6)
    }
    let decoded = try file.decoded()
    for (image, size) in zip(try decoded.resized(to: sizes, filter: .bilinear), sizes) {
      #expect(image == decoded.resized(width: size.width, height: size.height))
    }
    #expect(try file.resized(to: [], filter: .bilinear).isEmpty)
  }

  /// Twice the result on both axes, not a pixel less.
  @Test func decodesAtLeastTwiceTheResult() throws {
    let file = try file()
    for (side, denominator) in [(34, 1), (33, 2), (17, 2), (16, 4), (9, 4), (8, 8), (1, 8)] {
      let image = try file.decoded(at: denominator)
      #expect(image.width == (189 + denominator - 1) / denominator)
      let region = Region(
        x0: 0, y0: 0, x1: 189 / Float(denominator), y1: 133 / Float(denominator))
      #expect(
        try file.resized(width: side, height: side)
          == image.resized(width: side, height: side, from: region))
      #expect(
        try file.resized(width: 1, height: side)
          == image.resized(width: 1, height: side, from: region)
      )
    }
    // The longer side alone would allow 1/2.
    #expect(
      try file.resized(width: 40, height: 40) == file.decoded().resized(width: 40, height: 40))
    #expect(
      try file.resized(width: 300, height: 20) == file.decoded().resized(width: 300, height: 20))
  }

  @Test func aRegionDecidesByItsOwnSize() throws {
    let file = try file()
    let region = Region(x0: 0, y0: 0, x1: 60, y1: 60)
    #expect(
      try file.resized(width: 16, height: 16, from: region)
        == file.decoded().resized(width: 16, height: 16, from: region))
    #expect(
      try file.resized(width: 15, height: 15, from: region)
        == file.decoded(at: 2)
        .resized(width: 15, height: 15, from: Region(x0: 0, y0: 0, x1: 30, y1: 30)))
  }

  @Test func pngIsDecodedWhole() throws {
    let file = try EncodedImage(picture.pngBytes(), name: "picture")
    #expect(try file.decoded() == picture)
    #expect(
      try file.resized(width: 20, height: 15) == picture.resized(width: 20, height: 15))
  }

  @Test func damageIsFoundWhenDecoding() throws {
    let bytes = try picture.jpegBytes()
    let file = try EncodedImage(Array(bytes.dropLast(200)), name: "cut")
    #expect(file.size == picture.size)
    #expect(throws: ImageError.self) { try file.decoded() }
    #expect(throws: ImageError.self) { try file.resized(width: 10, height: 10) }
  }
}
