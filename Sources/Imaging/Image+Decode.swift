extension Image {
  /// Reads a JPEG or PNG file, told apart by content, and turns it upright.
  ///
  /// Pixels are what Pillow's `ImageOps.exif_transpose` and `convert("RGB")` give: alpha is
  /// dropped, colour profiles and gamma are not applied, 16-bit samples keep their upper byte.
  ///
  /// - Parameters:
  ///   - limits: what the picture may cost, checked on its header.
  ///   - minimumSize: when given, a JPEG is decoded at the smallest of 1/1, 1/2, 1/4 and 1/8 of its
  ///     size whose upright sides are both at least these, which is much faster when it is to be
  ///     shrunk. `ImageHeader` gives the full size.
  /// - Throws: `ImageError` when the file cannot be read, or is no such picture, or is cut short,
  ///   damaged or too large.
  public init(
    contentsOfFile path: String, limits: DecodeLimits = .default, minimumSize: ImageSize? = nil
  ) throws {
    let bytes = try FileBytes.read(path, limit: limits.maximumFileBytes)
    try self.init(decoding: bytes, name: path, limits: limits, minimumSize: minimumSize)
  }

  /// As `init(contentsOfFile:)`, from bytes in memory; errors call them `name`.
  public init(
    decoding bytes: [UInt8], name: String, limits: DecodeLimits = .default,
    minimumSize: ImageSize? = nil
  ) throws {
    self = try bytes.withUnsafeBytes { bytes in
      try Image(decoding: bytes, name: name, limits: limits, minimumSize: minimumSize)
    }
  }

  /// As `init(contentsOfFile:)`, from bytes in memory; errors call them `name`.
  public init(
    decoding bytes: UnsafeRawBufferPointer, name: String, limits: DecodeLimits = .default,
    minimumSize: ImageSize? = nil
  ) throws {
    switch ImageFormat(startOf: bytes) {
    case .jpeg:
      let decoder = try JPEGDecoder(bytes, name: name)
      let size = try decoder.readHeader()
      try limits.check(size, name: name)
      let orientation = decoder.orientation()
      let minimum = minimumSize.map(orientation.applied(to:))
      let denominator = Self.denominator(stored: size, minimum: minimum)
      self = try decoder.decode(denominator: denominator).upright(from: orientation)
    case .png:
      let decoder = try PNGDecoder(bytes, name: name)
      let size = try decoder.readHeader()
      try limits.check(size, name: name)
      self = try decoder.decode(size).upright(from: Orientation(png: ByteReader(bytes)))
    case nil:
      throw ImageError(name, Appearance.reason(bytes))
    }
  }

  private static func denominator(stored size: ImageSize, minimum: ImageSize?) -> Int {
    guard let minimum else { return 1 }
    return [8, 4, 2].first { denominator in
      (size.width + denominator - 1) / denominator >= minimum.width
        && (size.height + denominator - 1) / denominator >= minimum.height
    } ?? 1
  }
}
