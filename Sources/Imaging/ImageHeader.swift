/// What a picture file says of itself, read without decoding pixels.
public struct ImageHeader: Sendable, Equatable {
  public let format: ImageFormat
  /// The size of the upright picture, as `Image(contentsOfFile:)` gives it.
  public let size: ImageSize
  /// How the stored picture is turned.
  public let orientation: Orientation
  /// What the stored colours have that 8-bit RGB has not.
  public let color: StoredColor

  public var width: Int { size.width }
  public var height: Int { size.height }

  /// Reads the header of a JPEG or PNG file.
  ///
  /// A header without fault says nothing of the pixels after it: only decoding finds a file cut
  /// short.
  /// - Throws: `ImageError` when the file cannot be read or does not begin as a picture.
  public static func read(_ path: String) throws -> ImageHeader {
    // JPEG files nearly always have their header here; PNG may hold its EXIF at the end.
    let start = try FileBytes.read(path, limit: .max, prefix: 1 << 16)
    let isComplete = start.count < 1 << 16
    if isComplete { return try ImageHeader(decoding: start, name: path) }
    if start.starts(with: [0xFF, 0xD8]), let header = try? ImageHeader(decoding: start, name: path)
    {
      return header
    }
    let bytes = try FileBytes.read(path, limit: DecodeLimits.default.maximumFileBytes)
    return try ImageHeader(decoding: bytes, name: path)
  }

  /// As `read`, from bytes in memory; errors call them `name`.
  public init(decoding bytes: [UInt8], name: String) throws {
    self = try bytes.withUnsafeBytes { bytes in
      switch ImageFormat(startOf: bytes) {
      case .jpeg:
        let decoder = try JPEGDecoder(bytes, name: name)
        let size = try decoder.readHeader()
        return ImageHeader(.jpeg, stored: size, decoder.orientation(), decoder.color())
      case .png:
        let decoder = try PNGDecoder(bytes, name: name)
        let size = try decoder.readHeader()
        let file = ByteReader(bytes)
        return ImageHeader(.png, stored: size, Orientation(png: file), StoredColor(png: file))
      case nil:
        throw ImageError(name, Appearance.reason(bytes))
      }
    }
  }

  private init(
    _ format: ImageFormat, stored size: ImageSize, _ orientation: Orientation, _ color: StoredColor
  ) {
    self.format = format
    self.size = orientation.applied(to: size)
    self.orientation = orientation
    self.color = color
  }
}
