import CJPEG
import CPNG
import CommonSupport

extension Image {
  /// Writes the picture as its name ends: `.png`, `.jpg` or `.jpeg`.
  ///
  /// The file appears complete or not at all.
  /// - Parameter jpegQuality: 1...100; from 90 on, colour is kept at full resolution.
  /// - Throws: `ImageError` when the name ends otherwise or the picture cannot be encoded;
  ///   `FileWriteError` when the file cannot be written.
  public func write(toFile path: String, jpegQuality: Int = 90) throws {
    guard let format = ImageFormat(extensionOf: path) else {
      throw ImageError(path, .unknownExtension)
    }
    let bytes =
      switch format {
      case .png: try pngBytes(name: path)
      case .jpeg: try jpegBytes(quality: jpegQuality, name: path)
      }
    // Not durably: there may be thousands, and they can be made again.
    try AtomicFile.write(to: path, durably: false) { file in
      try bytes.withUnsafeBytes { try file.write($0) }
    }
  }

  /// The picture as a PNG file, without loss. Errors call it `name`.
  /// - Throws: `ImageError` when there is not enough memory.
  public func pngBytes(name: String = "picture") throws -> [UInt8] {
    // zlib's level 4 is twice as fast as its default, for files 2 % larger.
    try encoded(.png, name: name, messageLength: Int(CPNG_MESSAGE_LENGTH), free: cpng_free) {
      cpng_encode($0, UInt32(width), UInt32(height), 4, $1, $2, $3) == CPNG_OK
    }
  }

  /// The picture as a JPEG file of the given quality, 1...100. Errors call it `name`.
  /// - Precondition: quality is in 1...100.
  /// - Throws: `ImageError` when there is not enough memory or a side exceeds JPEG's 65,500 pixels.
  public func jpegBytes(quality: Int = 90, name: String = "picture") throws -> [UInt8] {
    precondition((1...100).contains(quality), "JPEG quality is 1...100, got \(quality)")
    let limit = 65_500
    if max(width, height) > limit {
      throw ImageError(name, .tooLargeFor("JPEG", size, limit: limit))
    }
    return try encoded(
      .jpeg, name: name, messageLength: Int(CJPEG_MESSAGE_LENGTH), free: cjpeg_free
    ) {
      cjpeg_encode($0, UInt32(width), UInt32(height), CInt(quality), $1, $2, $3) == CJPEG_OK
    }
  }

  private typealias Encoder = (
    _ rgb: UnsafePointer<UInt8>?, _ bytes: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>,
    _ count: UnsafeMutablePointer<Int>, _ message: UnsafeMutablePointer<CChar>?
  ) -> Bool

  private func encoded(
    _ format: ImageFormat, name: String, messageLength: Int,
    free: (UnsafeMutablePointer<UInt8>?) -> Void, with encode: Encoder
  ) throws -> [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    var message = [CChar](repeating: 0, count: messageLength)
    let isEncoded = pixels.withUnsafeBufferPointer { rgb in
      message.withUnsafeMutableBufferPointer { message in
        encode(rgb.baseAddress, &bytes, &count, message.baseAddress)
      }
    }
    guard isEncoded else {
      let words = String(
        decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw ImageError(
        name, words.isEmpty ? .outOfMemory : .unencodable(format, words))
    }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}
