import Imaging

/// Picture files as cameras and other programs leave them.
enum BrokenPictures {
  /// Gradients, different for each seed.
  static func picture(width: Int = 80, height: Int = 60, seed: Int = 0) -> Image {
    var image = Image(width: width, height: height, fill: .black)
    for y in 0..<height {
      for x in 0..<width {
        image[x, y] = Color(
          red: UInt8(truncatingIfNeeded: x * 3 + seed * 40),
          green: UInt8(truncatingIfNeeded: y * 4),
          blue: UInt8(truncatingIfNeeded: seed * 90))
      }
    }
    return image
  }

  /// A JPEG file with a camera's orientation in an EXIF segment.
  static func jpeg(_ image: Image, orientation: UInt8) throws -> [UInt8] {
    let tiff: [UInt8] = [
      0x4D, 0x4D, 0x00, 0x2A, 0, 0, 0, 8, 0, 1,
      0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
    ]
    let exif = Array("Exif\0\0".utf8) + tiff
    let jpeg = try image.jpegBytes(quality: 95)
    return Array(jpeg[..<2]) + [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif + jpeg[2...]
  }

  /// A PNG file of zeros, its type and depth as the format numbers them.
  static func png(width: Int, height: Int, colorType: UInt8, depth: UInt8) -> [UInt8] {
    let channels = [0: 1, 2: 3, 4: 2, 6: 4][Int(colorType)] ?? 1
    let row = [UInt8](repeating: 0, count: 1 + width * channels * Int(depth) / 8)
    let rows = [UInt8](repeating: 0, count: row.count * height)
    // One stored block.
    let length = UInt16(rows.count)
    var deflated: [UInt8] = [0x78, 0x01, 1]
    deflated += [
      UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8),
    ]
    deflated += rows
    // Adler-32 of zeros: the first sum is 1, the second their number.
    deflated += bigEndian(UInt32(rows.count % 65_521) << 16 | 1)
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [depth, colorType, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
      + chunk("IDAT", deflated) + chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ body: [UInt8]) -> [UInt8] {
    let content = Array(type.utf8) + body
    return bigEndian(UInt32(body.count)) + content + bigEndian(crc(content))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(value >> $0 & 255) }
  }

  /// CRC-32, bit by bit.
  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
