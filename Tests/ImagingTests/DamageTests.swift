import Imaging
import Testing

/// Damaged files give an error or a picture, and never a crash.
@Suite struct DamageTests {
  static let files = [
    "420.jpg", "progressive.jpg", "restarts.jpg", "grey.jpg", "cmyk.jpg", "orientation-6.jpg",
    "rgb.png", "rgb16.png", "palette-alpha.png", "bilevel.png", "interlaced.png", "exif-6.png",
    "xmp-3.png",
  ]

  /// A damaged header may ask for a large picture.
  private let limits = DecodeLimits(maximumPixels: 1_000_000)

  /// True when the bytes decode.
  private func decodes(_ bytes: [UInt8]) -> Bool {
    do {
      _ = try? ImageHeader(decoding: bytes, name: "damaged")
      let image = try Image(decoding: bytes, name: "damaged", limits: limits)
      return image.pixels.count == image.width * image.height * 3
    } catch {
      // Whatever is wrong is said in a sentence.
      #expect(
        error is ImageError && "\(error)".hasPrefix("'damaged' ") && "\(error)".hasSuffix("."))
      return false
    }
  }

  @Test(arguments: files)
  func cutShort(_ file: String) throws {
    let bytes = try Fixtures.bytes(file)
    // The last bytes of a scan may be padding; up to there, no cut goes unnoticed.
    let slack = file.hasSuffix("jpg") ? 8 : 0
    for count in 0..<bytes.count - slack where decodes(Array(bytes.prefix(count))) {
      Issue.record("\(file) decodes when cut to \(count) of \(bytes.count) bytes")
    }
  }

  @Test(arguments: files)
  func flippedBits(_ file: String) throws {
    let bytes = try Fixtures.bytes(file)
    var failures = 0
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 1 << UInt8(position % 8)
      if !decodes(damaged) { failures += 1 }
    }
    #expect(failures > 0)
  }

  @Test(arguments: files)
  func extremeBytes(_ file: String) throws {
    let bytes = try Fixtures.bytes(file)
    for value: UInt8 in [0x00, 0xFF] {
      for position in stride(from: 0, to: bytes.count - 4, by: 3) {
        var damaged = bytes
        for offset in 0..<4 { damaged[position + offset] = value }
        _ = decodes(damaged)
      }
    }
  }

  /// EXIF sizes and offsets of every kind, in a JPEG that is sound otherwise.
  @Test func damagedMetadata() throws {
    let bytes = try Fixtures.bytes("orientation-6.jpg")
    let exif = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("Exif".utf8)) })
    for position in exif + 6..<exif + 44 {
      for value: UInt8 in [0x00, 0x01, 0x7F, 0x80, 0xFF] {
        var damaged = bytes
        damaged[position] = value
        #expect(decodes(damaged))
      }
    }
  }
}
