/// A JPEG or PNG file in memory: its header is read, its pixels are not decoded yet.
///
/// Whoever wants a smaller picture than the file holds asks this one for it, not the decoded
/// `Image`: JPEG can be decoded at a fraction of its size for a part of the time and memory.
public struct EncodedImage: Sendable {
  public let header: ImageHeader
  /// The file as it is.
  package let bytes: [UInt8]
  private let name: String

  /// The size of the upright picture.
  public var size: ImageSize { header.size }

  /// Reads a file and the header in it.
  /// - Parameter limits: what the picture may cost, checked on its header.
  /// - Throws: `ImageError` when the file cannot be read, or is no such picture, or is too large.
  public init(contentsOfFile path: String, limits: DecodeLimits = .default) throws {
    let bytes = try FileBytes.read(path, limit: limits.maximumFileBytes)
    try self.init(bytes, name: path, limits: limits)
  }

  /// A file of these bytes; errors call it `name`.
  /// - Throws: `ImageError` when they are no such picture or it is too large.
  public init(_ bytes: [UInt8], name: String, limits: DecodeLimits = .default) throws {
    header = try ImageHeader(decoding: bytes, name: name)
    try limits.check(header.size, name: name)
    self.bytes = bytes
    self.name = name
  }

  /// The upright picture.
  ///
  /// Pixels are what Pillow's `ImageOps.exif_transpose` and `convert("RGB")` give: alpha is
  /// dropped, colour profiles and gamma are not applied, 16-bit samples keep their upper byte.
  /// - Throws: `ImageError` when the file is cut short or damaged.
  public func decoded() throws -> Image { try decoded(at: 1) }

  /// The picture, or a region of it, at another size: `decoded().resized(...)`, but a JPEG is
  /// decoded at the smallest of 1/1, 1/2, 1/4 and 1/8 of its size at which the region still has
  /// twice the new width and height.
  ///
  /// The antialiased resize then halves at least once more, which keeps the result close to that
  /// of full decoding: at exactly twice, the worst case, 44 photos differ by 0.7 (1/2) to 1.1 grey
  /// levels (1/8) in the mean and 7 to 8 in one value of a thousand. Without the factor of two it
  /// would be 2 and 20 to 26.
  ///
  /// - Parameter region: the part to take, in pixels of the full size; nil means all of it.
  /// - Precondition: width and height are positive; the region is not empty and inside the picture.
  /// - Throws: `ImageError` when the file is cut short or damaged.
  public func resized(
    width: Int, height: Int, from region: Region? = nil, filter: ResampleFilter = .bilinear
  ) throws -> Image {
    let (image, part) = try decoded(forSizes: [ImageSize(width: width, height: height)], of: region)
    return image.resized(width: width, height: height, from: part, filter: filter)
  }

  /// As `resized(width:height:from:filter:)` of the whole picture for the largest of the sizes; the
  /// others are made from the same pixels, decoded once.
  public func resized(to sizes: [ImageSize], filter: ResampleFilter) throws -> [Image] {
    let (image, part) = try decoded(forSizes: sizes, of: nil)
    return sizes.map {
      image.resized(width: $0.width, height: $0.height, from: part, filter: filter)
    }
  }

  /// The picture as small as the sizes of a region allow, and the region in it.
  private func decoded(
    forSizes sizes: [ImageSize], of region: Region?
  ) throws -> (Image, Region?) {
    let box = region ?? Region(x0: 0, y0: 0, x1: Float(size.width), y1: Float(size.height))
    let shrinking = sizes.map { min(box.width / Float($0.width), box.height / Float($0.height)) }
    guard header.format == .jpeg, let least = shrinking.min(),
      let denominator = [8, 4, 2].first(where: { least >= Float(2 * $0) })
    else { return (try decoded(), region) }
    let image = try decoded(at: denominator)
    return (image, reduced(box, by: denominator, in: image.size))
  }

  /// The upright picture at a fraction of its size; sides are rounded up.
  /// - Parameter denominator: 1; for JPEG 2, 4 or 8 as well.
  package func decoded(at denominator: Int) throws -> Image {
    let stored = try bytes.withUnsafeBytes { bytes in
      switch header.format {
      case .jpeg:
        let decoder = try JPEGDecoder(bytes, name: name)
        _ = try decoder.readHeader()
        return try decoder.decode(denominator: denominator)
      case .png:
        let decoder = try PNGDecoder(bytes, name: name)
        return try decoder.decode(try decoder.readHeader())
      }
    }
    return stored.upright(from: header.orientation)
  }

  /// A region of the full size in pixels of the reduced picture, whose last stored column and row
  /// may reach beyond the full one: it is the first where the picture is turned around.
  private func reduced(_ box: Region, by denominator: Int, in reduced: ImageSize) -> Region {
    let scale = 1 / Float(denominator)
    let x = header.orientation.reversesColumns ? reduced.width * denominator - size.width : 0
    let y = header.orientation.reversesRows ? reduced.height * denominator - size.height : 0
    return Region(
      x0: (box.x0 + Float(x)) * scale, y0: (box.y0 + Float(y)) * scale,
      x1: (box.x1 + Float(x)) * scale, y1: (box.y1 + Float(y)) * scale)
  }
}
