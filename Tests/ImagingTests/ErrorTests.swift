import Foundation
import Imaging
import TestSupport
import Testing

/// The sentences that people read, word for word.
@Suite struct ErrorTests {
  @Test(arguments: [
    (
      "truncated.jpg",
      "is cut short: its 1,180 bytes end before the JPEG picture is complete; fetch it again."
    ),
    (
      "truncated.png",
      "is cut short: its 400 bytes end before the PNG picture is complete; fetch it again."
    ),
    (
      "missing-middle.jpg",
      "is a damaged JPEG picture (libjpeg: Corrupt JPEG data: premature end of data segment)."
    ),
    ("bad-checksum.png", "is a damaged PNG picture (libpng: IDAT: CRC error)."),
    ("huge.png", "is 100,000 x 100,000 pixels, more than the limit of 256,000,000 pixels in all."),
    ("empty.jpg", "is empty (0 bytes), where a JPEG or PNG picture was expected."),
    ("gif-named.jpg", "is a GIF picture, and only JPEG and PNG are read: convert it first."),
    ("webp-named.jpg", "is a WebP picture, and only JPEG and PNG are read: convert it first."),
    ("bmp-named.png", "is a BMP picture, and only JPEG and PNG are read: convert it first."),
    ("tiff-named.png", "is a TIFF picture, and only JPEG and PNG are read: convert it first."),
    ("page.jpg", "is not a JPEG or PNG picture: it looks like an HTML page (a failed download?)."),
  ])
  func brokenFiles(_ file: String, _ words: String) throws {
    let bytes = try Fixtures.bytes(file)
    #expect(sentence { try Image(decoding: bytes, name: file) } == "'\(file)' \(words)")
  }

  @Test(arguments: [
    ([UInt8](repeating: 0, count: 9), "nothing but zeros (a failed download?)"),
    (Array("{\"error\": 404}".utf8), "JSON"),
    (Array("hello world\n".utf8), "text"),
    (Array("<?xml version=\"1.0\"?><svg/>".utf8), "an SVG drawing"),
    (
      Array("version https://git-lfs.github.com/spec/v1\n".utf8),
      "a Git LFS pointer (run 'git lfs pull' to fetch the picture)"
    ),
    (Array("PK\u{3}\u{4}rest".utf8), "a ZIP archive"),
    (
      [0x89] + Array("PNG\n\u{1A}\n".utf8),
      "a PNG picture with a damaged signature (copied as text?)"
    ),
    ([1, 2, 0xAB, 4, 5], "something else (it starts with the bytes 01 02 AB 04)"),
  ])
  func otherBytes(_ bytes: [UInt8], _ appearance: String) {
    #expect(
      sentence { try Image(decoding: bytes, name: "x") }
        == "'x' is not a JPEG or PNG picture: it looks like \(appearance).")
    #expect(
      sentence { try ImageHeader(decoding: bytes, name: "x") }
        == "'x' is not a JPEG or PNG picture: it looks like \(appearance).")
  }

  @Test func missingFileAndFolder() throws {
    #expect(
      sentence { try Image(contentsOfFile: "no/such.jpg") } == "'no/such.jpg' does not exist.")
    #expect(sentence { try ImageHeader.read("no/such.jpg") } == "'no/such.jpg' does not exist.")
    let folder = ScratchFolder()
    #expect(
      sentence { try Image(contentsOfFile: folder.path) }
        == "'\(folder.path)' is a folder, not a picture.")
  }

  @Test func unreadableFile() throws {
    let folder = ScratchFolder()
    // A link to itself cannot be opened by anyone, the superuser included.
    let path = folder.file("loop.jpg")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    #expect(
      sentence { try Image(contentsOfFile: path) }
        == "'\(path)' could not be read: Too many levels of symbolic links.")
  }

  @Test func limits() throws {
    let path = Fixtures.path("444.jpg")
    #expect(
      sentence { try Image(contentsOfFile: path, limits: DecodeLimits(maximumPixels: 1574)) }
        == "'\(path)' is 45 x 35 pixels, more than the limit of 1,574 pixels in all.")
    #expect(throws: Never.self) {
      try Image(contentsOfFile: path, limits: DecodeLimits(maximumPixels: 1575))
    }
    #expect(
      sentence { try Image(contentsOfFile: path, limits: DecodeLimits(maximumFileBytes: 1000)) }
        == "'\(path)' is larger than 1,000 bytes, the limit for one picture file.")
    let long = Image(width: 1_048_577, height: 1, pixels: Array(repeating: 0, count: 3_145_731))
    #expect(
      sentence { try Image(decoding: try long.pngBytes(), name: "long.png") }
        == "'long.png' is 1,048,577 x 1 pixels, more than the limit of 1,048,576 to a side.")
    // Endless, and of unknown size.
    #expect(
      sentence {
        try Image(contentsOfFile: "/dev/zero", limits: DecodeLimits(maximumFileBytes: 100_000))
      } == "'/dev/zero' is larger than 100,000 bytes, the limit for one picture file.")
  }

  @Test func writing() throws {
    let image = Image(width: 4, height: 3, fill: .white)
    #expect(
      sentence { try image.write(toFile: "a/b.gif") }
        == "'a/b.gif' cannot be written: its name must end in .png, .jpg or .jpeg.")
    #expect(
      sentence { try image.write(toFile: "no/such/b.png") }
        == "cannot write 'no/such/b.png': its folder does not exist.")
    let wide = Image(width: 70_000, height: 1, fill: .black)
    #expect(
      sentence { try wide.write(toFile: "wide.jpg") }
        == "'wide.jpg' is 70,000 x 1 pixels, and JPEG takes at most 65,500 on a side.")
    #expect(
      sentence { try wide.annotated(with: []) }
        == "'canvas' is 70,000 x 1 pixels, and drawing takes at most 32,767 on a side.")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    let folder = ScratchFolder()
    let path = folder.file("full.png")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/full")
    #expect(
      sentence { try Image(width: 4, height: 3, fill: .white).write(toFile: path) }
        == "the disk is full: '\(path)' could not be written. Free some space.")
  }
}
