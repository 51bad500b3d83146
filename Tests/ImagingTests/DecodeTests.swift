import Imaging
import Testing

@Suite struct DecodeTests {
  @Test(arguments: Fixtures.index.decode)
  func decodesAsPillow(_ example: Fixtures.DecodeCase) throws {
    let image = try Fixtures.image(example.file)
    let reference = try Fixtures.image(example.reference)
    let difference = try #require(largestDifference(image, reference))
    #expect(difference <= example.tolerance)
  }

  @Test func fixturesAreThere() { #expect(Fixtures.index.decode.count >= 24) }

  /// The one test that does not trust our own PNG decoder for its reference.
  @Test func decodesKnownPixels() throws {
    let image = try Fixtures.image("upright.ref.png")
    #expect(image.size == ImageSize(width: 24, height: 16))
    #expect(image[0, 0] == Color(red: 230, green: 30, blue: 40))
    #expect(image[7, 7] == Color(red: 230, green: 30, blue: 40))
    #expect(image[8, 0] == Color(red: 40, green: 200, blue: 60))
    #expect(image[23, 7] == Color(red: 30, green: 60, blue: 220))
    #expect(image[0, 8] == Color(red: 240, green: 230, blue: 30))
    #expect(image[23, 15] == Color(red: 250, green: 250, blue: 250))
  }

  @Test(arguments: Fixtures.index.reduced)
  func decodesAtAFractionAsPillow(_ example: Fixtures.ReducedCase) throws {
    let file = try EncodedImage(contentsOfFile: Fixtures.path(example.file))
    let image = try file.decoded(at: example.denominator)
    let difference = try #require(
      largestDifference(image, Fixtures.image(example.reference)))
    #expect(difference <= example.tolerance)
  }

  @Test func onlyTheMissingEndMarkerIsForgiven() throws {
    let bytes = try Fixtures.bytes("420.jpg")
    let whole = try Image(decoding: bytes, name: "whole")
    #expect(try Image(decoding: Array(bytes.dropLast(2)), name: "cut") == whole)
    #expect(throws: ImageError.self) { try Image(decoding: Array(bytes.dropLast(12)), name: "cut") }
  }

  @Test(arguments: Fixtures.index.decode)
  func headerAgreesWithThePicture(_ example: Fixtures.DecodeCase) throws {
    let header = try ImageHeader.read(Fixtures.path(example.file))
    #expect(try header.size == Fixtures.image(example.file).size)
    #expect(header.format == (example.file.hasSuffix("png") ? .png : .jpeg))
  }

  @Test func headerTellsTheOrientation() throws {
    for value in UInt8(1)...8 {
      let header = try ImageHeader.read(Fixtures.path("orientation-\(value).jpg"))
      #expect(header.orientation.rawValue == value)
      #expect(header.width == 24)
    }
    #expect(try ImageHeader.read(Fixtures.path("exif-6.png")).orientation == .right)
    #expect(try ImageHeader.read(Fixtures.path("xmp-3.png")).orientation == .down)
  }

  @Test func headerIsReadFromAFileCutShort() throws {
    let header = try ImageHeader.read(Fixtures.path("truncated.jpg"))
    #expect(header.size == ImageSize(width: 45, height: 35))
  }
}
