extension Image {
  /// Reads a JPEG or PNG file, told apart by content, and turns it upright.
  /// - Parameter limits: what the picture may cost, checked on its header.
  /// - Throws: `ImageError` when the file cannot be read, or is no such picture, or is cut short,
  ///   damaged or too large.
  /// - SeeAlso: `EncodedImage`, for a picture that is to be shrunk.
  public init(contentsOfFile path: String, limits: DecodeLimits = .default) throws {
    self = try EncodedImage(contentsOfFile: path, limits: limits).decoded()
  }

  /// As `init(contentsOfFile:)`, from bytes in memory; errors call them `name`.
  public init(decoding bytes: [UInt8], name: String, limits: DecodeLimits = .default) throws {
    self = try EncodedImage(bytes, name: name, limits: limits).decoded()
  }
}
