/// Reads what one element of a MATLAB file consists of, within the size that it claims.
struct MATReader {
  /// A part: its kind, and how many bytes of data follow its tag.
  struct Tag {
    let type: MATType
    let count: Int
    /// The data of a small part, which lies in its tag.
    let small: [UInt8]?
  }

  /// What precedes the numbers of an array.
  struct ArrayHeader {
    /// MATLAB's code of a class: 2 structure, 4 text, 6...15 numbers.
    let classCode: UInt8
    let isComplex: Bool
    let dimensions: [Int]
    let name: String

    /// The number of elements.
    let count: Int
  }

  private static let deepest = 8

  let stream: MATByteStream
  /// Bytes left of the element.
  private(set) var remaining: Int

  init(_ stream: MATByteStream, remaining: Int) {
    self.stream = stream
    self.remaining = remaining
  }

  mutating func tag() throws -> Tag {
    let bytes = try take(8)
    let (first, second) = (Self.uint32(bytes, 0), Self.uint32(bytes, 4))
    let isSmall = first >> 16 != 0
    let code = isSmall ? first & 0xFFFF : first
    guard let type = MATType(rawValue: code) else {
      throw stream.damage("it has a part of the unknown type \(code)")
    }
    guard isSmall else { return Tag(type: type, count: Int(second), small: nil) }
    let count = Int(first >> 16)
    guard count <= 4 else { throw stream.damage("a part of \(count) bytes is marked as small") }
    return Tag(type: type, count: count, small: Array(bytes[4..<4 + count]))
  }

  /// The data of a part, and the bytes that fill it up.
  mutating func data(_ tag: Tag) throws -> [UInt8] {
    if let small = tag.small { return small }
    let bytes = try take(tag.count)
    try skipPadding(of: tag)
    return bytes
  }

  /// Reads the data of a part straight to where it is needed.
  mutating func data(_ tag: Tag, into target: UnsafeMutableRawBufferPointer) throws {
    if let small = tag.small { return target.copyBytes(from: small) }
    guard target.count <= remaining else { throw stream.damage("an array ends before its numbers") }
    try stream.read(into: target)
    remaining -= target.count
    try skipPadding(of: tag)
  }

  mutating func header() throws -> ArrayHeader {
    let flags = try part(.uint32, bytes: 8...8)
    let sizes = try part(.int32, bytes: 8...128)
    let dimensions = MATType.int32.numbers(sizes).map { Int($0) }
    var count = 1
    for dimension in dimensions {
      let product = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !product.overflow else {
        throw stream.damage("an array has the dimensions \(dimensions)")
      }
      count = product.partialValue
    }
    let nameTag = try tag()
    guard nameTag.type.byteCount == 1, nameTag.count < 1024 else {
      throw stream.damage("an array's name is \(nameTag.count) bytes long")
    }
    return ArrayHeader(
      classCode: flags[0], isComplex: flags[1] & 8 != 0, dimensions: dimensions,
      name: String(decoding: try data(nameTag), as: UTF8.self), count: count)
  }

  /// The value of an array whose header was read.
  mutating func value(_ header: ArrayHeader, depth: Int = 0) throws -> MATValue {
    switch header.classCode {
    case 2: return .structures(try structures(header, depth: depth))
    case 4, 6...15:
      guard !header.isComplex, header.count > 0 else {
        return header.count > 0 ? .other : header.classCode == 4 ? .text("") : .numbers([])
      }
      let tag = try tag()
      let bytes = try data(tag)
      if header.classCode == 4 { return .text(tag.type.text(bytes)) }
      let numbers = tag.type.numbers(bytes)
      guard numbers.count == header.count else {
        throw stream.damage("an array of \(header.count) numbers has \(numbers.count)")
      }
      return .numbers(numbers)
    default: return .other
    }
  }

  private mutating func structures(
    _ header: ArrayHeader, depth: Int
  ) throws -> [[String: MATValue]] {
    let length = Int(MATType.int32.numbers(try part(.int32, bytes: 4...4))[0])
    let nameTag = try tag()
    let bytes = try data(nameTag)
    guard (1...64).contains(length), bytes.count % length == 0, depth < Self.deepest else {
      throw stream.damage("the field names of a structure cannot be read")
    }
    let names = stride(from: 0, to: bytes.count, by: length).map {
      String(decoding: bytes[$0..<$0 + length].prefix { $0 != 0 }, as: UTF8.self)
    }
    // Each field takes a tag at least.
    guard names.isEmpty || header.count <= remaining / 8 / names.count else {
      throw stream.damage("\(header.count) structures do not fit in it")
    }
    return try (0..<(names.isEmpty ? 0 : header.count)).map { _ in
      var fields: [String: MATValue] = [:]
      for name in names { fields[name] = try nested(depth: depth + 1) }
      return fields
    }
  }

  /// An array inside of another.
  private mutating func nested(depth: Int) throws -> MATValue {
    let tag = try tag()
    guard tag.type == .matrix, tag.small == nil, tag.count <= remaining else {
      throw stream.damage("a field of a structure is no array")
    }
    guard tag.count > 0 else { return .numbers([]) }
    var inner = MATReader(stream, remaining: tag.count)
    let value = try inner.value(try inner.header(), depth: depth)
    try inner.skip(inner.remaining)
    remaining -= tag.count
    return value
  }

  private mutating func part(_ type: MATType, bytes: ClosedRange<Int>) throws -> [UInt8] {
    let tag = try tag()
    guard tag.type == type, bytes.contains(tag.count), tag.count % 4 == 0 else {
      throw stream.damage("an array does not begin as it should")
    }
    return try data(tag)
  }

  private mutating func take(_ count: Int) throws -> [UInt8] {
    guard count <= remaining else { throw stream.damage("a part is longer than what holds it") }
    let bytes = try stream.read(count)
    remaining -= count
    return bytes
  }

  private mutating func skip(_ count: Int) throws {
    var left = count
    while left > 0 { left -= try take(min(left, 1 << 16)).count }
  }

  /// Data ends at a multiple of 8; the last of an element may do without.
  private mutating func skipPadding(of tag: Tag) throws {
    try skip(min((8 - tag.count % 8) % 8, remaining))
  }

  private static func uint32(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
  }
}
