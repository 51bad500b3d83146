import CommonSupport

/// A MATLAB file of version 5 (what MATLAB 5 to 7 and SciPy write), little-endian.
///
/// The file may come from a stranger: every size is compared with what is there before memory is
/// taken for it, and compressed arrays are inflated straight into their place.
/// Format: MathWorks, "MAT-File Format", chapter 1.
struct MATFile {
  /// A variable at the beginning of its numbers.
  struct Variable {
    let header: MATReader.ArrayHeader
    fileprivate var reader: MATReader

    /// The bytes of an array of `uint8`.
    /// - Throws: ``DatasetError`` if it is of another class, or damaged.
    mutating func bytes() throws -> [UInt8] {
      let stream = reader.stream
      guard header.classCode == 9, !header.isComplex else {
        throw DatasetError("'\(header.name)' in '\(stream.path)' is not an array of uint8.")
      }
      let tag = try reader.tag()
      guard tag.type == .uint8, tag.count == header.count, tag.count <= stream.limit else {
        throw stream.damage(
          "'\(header.name)' of \(header.count.grouped) numbers has \(tag.count.grouped)")
      }
      let result = try [UInt8](unsafeUninitializedCapacity: tag.count) { target, initialized in
        try reader.data(tag, into: UnsafeMutableRawBufferPointer(target))
        initialized = tag.count
      }
      try stream.checkEnd()
      return result
    }

    /// The whole value, for arrays of moderate size.
    mutating func value() throws -> MATValue {
      let stream = reader.stream
      guard reader.remaining <= MATFile.valueLimit else {
        throw DatasetError(
          "'\(header.name)' in '\(stream.path)' would be \(reader.remaining.grouped) bytes; at most"
            + " \(MATFile.valueLimit.grouped) are read.")
      }
      let value = try reader.value(header)
      if reader.remaining == 0 { try stream.checkEnd() }
      return value
    }
  }

  private static let headerBytes = 128
  private static let valueLimit = 1 << 26

  private let file: PositionedFile
  private let elements: [(range: Range<Int>, isCompressed: Bool)]

  /// Reads the header and where the variables are.
  /// - Throws: ``DatasetError`` if the file cannot be read, is of another format or cut short.
  init(_ path: String) throws {
    let file = try PositionedFile(path)
    try Self.checkHeader(file)
    var elements: [(Range<Int>, Bool)] = []
    var position = Self.headerBytes
    while position < file.size {
      guard file.size - position >= 8 else { throw Self.cut(file, position + 8) }
      var tag = (UInt32(0), UInt32(0))
      try withUnsafeMutableBytes(of: &tag) { try file.read(at: position, into: $0) }
      let range = position + 8..<position + 8 + Int(tag.1)
      guard range.upperBound <= file.size else { throw Self.cut(file, range.upperBound) }
      switch MATType(rawValue: tag.0) {
      case .compressed: elements.append((range, true))
      case .matrix: elements.append((range, false))
      default: throw DatasetError("'\(path)' is damaged: byte \(position) begins no array.")
      }
      position = range.upperBound
    }
    self.file = file
    self.elements = elements
  }

  /// Finds a variable.
  /// - Throws: ``DatasetError`` if there is none of that name.
  func variable(_ name: String) throws -> Variable {
    var names: [String] = []
    for element in elements {
      let stream = MATByteStream(file, element.range, isCompressed: element.isCompressed)
      var reader = MATReader(stream, remaining: element.range.count)
      if element.isCompressed {
        var outer = MATReader(stream, remaining: 8)
        let tag = try outer.tag()
        guard tag.type == .matrix, tag.small == nil, tag.count <= stream.limit else {
          throw stream.damage("a compressed element claims \(tag.count.grouped) bytes of an array")
        }
        reader = MATReader(stream, remaining: tag.count)
      }
      let header = try reader.header()
      if header.name == name { return Variable(header: header, reader: reader) }
      names.append("'\(header.name)'")
    }
    throw DatasetError(
      "'\(file.path)' has no variable '\(name)'"
        + (names.isEmpty ? "." : "; it has \(names.joined(separator: ", "))."))
  }

  private static func checkHeader(_ file: PositionedFile) throws {
    var header = [UInt8](repeating: 0, count: min(headerBytes, file.size))
    try header.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
    func fail(_ reason: String) -> DatasetError {
      DatasetError("'\(file.path)' is no MATLAB file of version 5: \(reason).")
    }
    guard header.count == headerBytes else { throw fail("it is \(file.size) bytes long") }
    switch (header[126], header[127]) {
    case (UInt8(ascii: "I"), UInt8(ascii: "M")): break
    case (UInt8(ascii: "M"), UInt8(ascii: "I")):
      throw fail("it was written on a big-endian machine; save it again on another")
    default:
      let start = String(
        decoding: header.prefix(16).map { 32..<127 ~= $0 ? $0 : 46 }, as: UTF8.self)
      throw fail("it begins with '\(start)'. A failed download?")
    }
    guard header[125] == 1 else {
      throw fail(
        header[125] == 2
          ? "it is of version 7.3 (HDF5); save it with -v7" : "its version is \(header[125])")
    }
  }

  private static func cut(_ file: PositionedFile, _ end: Int) -> DatasetError {
    DatasetError(
      "'\(file.path)' is cut short: an array ends at byte \(end.grouped) of \(file.size.grouped);"
        + " fetch it again.")
  }
}
