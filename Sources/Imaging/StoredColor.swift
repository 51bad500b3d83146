/// What the colours stored in a picture file have that 8-bit RGB, as which they are decoded, has not.
public struct StoredColor: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// One channel; decoded to three equal ones.
  public static let grey = StoredColor(rawValue: 1)
  /// 16 bits to a channel; the upper 8 are kept.
  public static let deep = StoredColor(rawValue: 2)
  /// Transparency; dropped, so that what lies under it shows.
  public static let alpha = StoredColor(rawValue: 4)
  /// Four printing colours; converted without a colour profile.
  public static let cmyk = StoredColor(rawValue: 8)

  /// From the header of a PNG file, and its `tRNS` chunk if it stands before the pixels.
  init(png file: ByteReader) {
    self = []
    if file.uint8(at: 24) == 16 { insert(.deep) }
    switch file.uint8(at: 25) {
    case 0: insert(.grey)
    case 4: formUnion([.grey, .alpha])
    case 6: insert(.alpha)
    default: break
    }
    var position = 8
    while let length = file.uint32(at: position).map(Int.init),
      let type = file.part(at: position + 4, count: 4), !type.starts(with: Array("IDAT".utf8))
    {
      if type.starts(with: Array("tRNS".utf8)) { insert(.alpha) }
      position += 12 + length
    }
  }
}
