import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct EncodeTests {
  @Test func pngKeepsEveryPixel() throws {
    let image = try Fixtures.image("source.png")
    #expect(try Image(decoding: image.pngBytes(), name: "copy") == image)
    for (width, height) in [(1, 1), (1, 7), (5, 1), (33, 2)] {
      let small = image.resized(width: width, height: height)
      #expect(try Image(decoding: small.pngBytes(), name: "copy") == small)
    }
  }

  @Test func jpegKeepsThePictureByItsQuality() throws {
    let image = try Fixtures.image("444-jpg.ref.png")
    let fine = try image.jpegBytes(quality: 98)
    let coarse = try image.jpegBytes(quality: 30)
    #expect(fine.count > coarse.count * 2)
    let copy = try Image(decoding: fine, name: "copy")
    #expect(try #require(largestDifference(copy, image)) <= 16)
    for (mean, expected) in zip(try means(Image(decoding: coarse, name: "coarse")), means(image)) {
      #expect(abs(mean - expected) <= 2)
    }
  }

  @Test func extensionChoosesTheFormat() throws {
    let image = Image(width: 9, height: 5, fill: Color(red: 10, green: 200, blue: 30))
    let folder = ScratchFolder()
    for (name, format) in [("a.png", ImageFormat.png), ("b.JPG", .jpeg), ("c.d.jpeg", .jpeg)] {
      try image.write(toFile: folder.file(name))
      let header = try ImageHeader.read(folder.file(name))
      #expect(header.format == format)
      #expect(header.size == image.size)
    }
    // Nothing is left of the temporary files.
    #expect(
      folder.names()
        == ["a.png", "b.JPG", "c.d.jpeg"])
  }

  @Test func writingReplacesAFileAndFollowsALink() throws {
    let image = Image(width: 9, height: 5, fill: .white)
    let folder = ScratchFolder()
    try folder.file("file.png", "old")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.png"), withDestinationPath: folder.file("file.png"))
    try image.write(toFile: folder.file("link.png"))
    #expect(try Image(contentsOfFile: folder.file("file.png")) == image)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("link.png"))
    #expect(attributes[.type] as? FileAttributeType == .typeSymbolicLink)
  }
}
