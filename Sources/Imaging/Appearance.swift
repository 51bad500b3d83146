/// What bytes that are neither JPEG nor PNG look like, so that the error can say it.
enum Appearance {
  private static let otherFormats: [(offset: Int, signature: [UInt8], name: String)] = [
    (0, Array("GIF8".utf8), "a GIF picture"),
    (8, Array("WEBP".utf8), "a WebP picture"),
    (0, Array("BM".utf8), "a BMP picture"),
    (0, [0x49, 0x49, 0x2A, 0x00], "a TIFF picture"),
    (0, [0x4D, 0x4D, 0x00, 0x2A], "a TIFF picture"),
    (4, Array("ftypavif".utf8), "an AVIF picture"),
    (4, Array("ftypheic".utf8), "a HEIC picture"),
    (4, Array("ftypheix".utf8), "a HEIC picture"),
    (4, Array("ftypmif1".utf8), "a HEIF picture"),
    (4, Array("ftyp".utf8), "a video"),
    (4, Array("jP  ".utf8), "a JPEG 2000 picture"),
    (4, Array("JXL ".utf8), "a JPEG XL picture"),
    (0, [0xFF, 0x0A], "a JPEG XL picture"),
    (0, Array("8BPS".utf8), "a Photoshop picture"),
    (0, [0x00, 0x00, 0x01, 0x00], "an icon"),
  ]

  private static let otherFiles: [(signature: [UInt8], name: String)] = [
    (Array("%PDF".utf8), "a PDF document"),
    (Array("PK\u{3}\u{4}".utf8), "a ZIP archive"),
    ([0x1F, 0x8B], "a gzip archive"),
    (Array("\u{7F}ELF".utf8), "a program"),
  ]

  /// Why these bytes, which announce neither JPEG nor PNG, are refused.
  static func reason(_ bytes: UnsafeRawBufferPointer) -> ImageError.Reason {
    if bytes.isEmpty { return .empty }
    let reader = ByteReader(bytes)
    for (offset, signature, name) in otherFormats {
      if reader.rest(from: offset)?.starts(with: signature) == true { return .otherFormat(name) }
    }
    for (signature, name) in otherFiles where reader.starts(with: signature) {
      return .notPicture(name)
    }
    return .notPicture(damagedPNG(reader) ?? text(bytes) ?? unknown(bytes))
  }

  /// PNG's signature is made to show damage by programs that change line ends or the eighth bit.
  private static func damagedPNG(_ reader: ByteReader) -> String? {
    let lowercased = reader.bytes.prefix(4).map { $0 & 0x7F | 0x20 }
    return lowercased.dropFirst().elementsEqual("png".utf8)
      ? "a PNG picture with a damaged signature (copied as text?)" : nil
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) -> String? {
    let start = bytes.prefix(512)
    let isText = start.allSatisfy { byte in
      byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
    guard isText else { return nil }
    let words = String(decoding: start, as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }
      .lowercased()
    if words.hasPrefix("<!doctype html") || words.hasPrefix("<html") {
      return "an HTML page (a failed download?)"
    }
    if words.contains("<svg") { return "an SVG drawing" }
    if words.hasPrefix("<?xml") { return "XML" }
    if words.hasPrefix("{") || words.hasPrefix("[") { return "JSON" }
    if words.hasPrefix("version https://git-lfs") {
      return "a Git LFS pointer (run 'git lfs pull' to fetch the picture)"
    }
    return "text"
  }

  private static func unknown(_ bytes: UnsafeRawBufferPointer) -> String {
    if bytes.allSatisfy({ $0 == 0 }) { return "nothing but zeros (a failed download?)" }
    let start = bytes.prefix(4).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
    return "something else (it starts with the bytes \(start.joined(separator: " ")))"
  }
}
