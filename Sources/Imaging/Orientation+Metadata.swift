// Where pictures say how they are turned: EXIF (TIFF inside) first, then XMP, as Pillow looks for
// it. Metadata is often damaged; what cannot be read says nothing.

extension Orientation {
  private static let tag: UInt16 = 0x0112

  /// From an EXIF block, with or without its `Exif\0\0` prefix. Nil when it has no orientation.
  init?(exif block: ByteReader) {
    let prefix = Array("Exif\0\0".utf8)
    guard var tiff = block.starts(with: prefix) ? block.rest(from: prefix.count) : block else {
      return nil
    }
    if tiff.starts(with: Array("II".utf8)) {
      tiff.isLittleEndian = true
    } else if !tiff.starts(with: Array("MM".utf8)) {
      return nil
    }
    guard tiff.uint16(at: 2) == 42, let directory = tiff.uint32(at: 4).map(Int.init),
      let entries = tiff.uint16(at: directory)
    else { return nil }
    for index in 0..<Int(entries) {
      let entry = directory + 2 + index * 12
      guard let tag = tiff.uint16(at: entry), let type = tiff.uint16(at: entry + 2) else {
        return nil
      }
      guard tag == Self.tag else { continue }
      let value: Int? =
        switch type {
        case 1: tiff.uint8(at: entry + 8).map(Int.init)
        case 3: tiff.uint16(at: entry + 8).map(Int.init)
        case 4: tiff.uint32(at: entry + 8).map(Int.init)
        default: nil
        }
      // The tag is there: a value out of range means upright, and XMP is not asked.
      self = value.flatMap { UInt8(exactly: $0) }.flatMap(Orientation.init(rawValue:)) ?? .up
      return
    }
    return nil
  }

  /// From an XMP packet: `tiff:Orientation="6"` or `<tiff:Orientation>6<`.
  init?(xmp packet: ByteReader) {
    let name = Array("tiff:Orientation".utf8)
    guard let start = packet.offset(of: name), let rest = packet.rest(from: start + name.count)
    else { return nil }
    let digit: UInt8? =
      if rest.starts(with: Array("=\"".utf8)) {
        rest.uint8(at: 2)
      } else if rest.starts(with: Array(">".utf8)) {
        rest.uint8(at: 1)
      } else {
        nil
      }
    guard let digit, digit >= 0x30 else { return nil }
    self.init(rawValue: digit - 0x30)
  }

  /// From the APP1 segments of a JPEG file.
  init(app1 segments: [ByteReader]) {
    let namespace = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
    let exif = segments.first { $0.starts(with: Array("Exif\0\0".utf8)) }
    let xmp = segments.first { $0.starts(with: namespace) }
    self =
      exif.flatMap(Orientation.init(exif:))
      ?? xmp.flatMap { $0.rest(from: namespace.count) }.flatMap(Orientation.init(xmp:)) ?? .up
  }

  /// From the `eXIf` and `iTXt` chunks of a PNG file, wherever they stand.
  init(png file: ByteReader) {
    let keyword = Array("XML:com.adobe.xmp\0".utf8)
    var exif: Orientation?
    var xmp: Orientation?
    var position = 8
    while exif == nil, let length = file.uint32(at: position).map(Int.init),
      let type = file.part(at: position + 4, count: 4),
      let body = file.part(at: position + 8, count: length)
    {
      if type.starts(with: Array("eXIf".utf8)) {
        exif = Orientation(exif: body)
      } else if xmp == nil, type.starts(with: Array("iTXt".utf8)), body.starts(with: keyword) {
        xmp = body.rest(from: keyword.count).flatMap(Orientation.init(xmp:))
      }
      position += 12 + length
    }
    self = exif ?? xmp ?? .up
  }
}
