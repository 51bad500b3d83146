/// Bounds-checked reads of bytes that a stranger wrote: what lies outside is nil, never a trap.
///
/// Valid only as long as the memory it was made over.
struct ByteReader {
  let bytes: UnsafeRawBufferPointer
  var isLittleEndian = false

  init(_ bytes: UnsafeRawBufferPointer, isLittleEndian: Bool = false) {
    self.bytes = bytes
    self.isLittleEndian = isLittleEndian
  }

  var count: Int { bytes.count }

  func uint8(at offset: Int) -> UInt8? {
    offset >= 0 && offset < bytes.count ? bytes[offset] : nil
  }

  func uint16(at offset: Int) -> UInt16? {
    guard let part = part(at: offset, count: 2) else { return nil }
    let value = part.bytes.loadUnaligned(as: UInt16.self)
    return isLittleEndian ? UInt16(littleEndian: value) : UInt16(bigEndian: value)
  }

  func uint32(at offset: Int) -> UInt32? {
    guard let part = part(at: offset, count: 4) else { return nil }
    let value = part.bytes.loadUnaligned(as: UInt32.self)
    return isLittleEndian ? UInt32(littleEndian: value) : UInt32(bigEndian: value)
  }

  /// `count` bytes from `offset` on, all of them or nothing.
  func part(at offset: Int, count: Int) -> ByteReader? {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      return nil
    }
    return ByteReader(
      UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]),
      isLittleEndian: isLittleEndian)
  }

  /// Everything from `offset` on.
  func rest(from offset: Int) -> ByteReader? { part(at: offset, count: bytes.count - offset) }

  func starts(with prefix: some Collection<UInt8>) -> Bool {
    bytes.count >= prefix.count && bytes.starts(with: prefix)
  }

  /// Where `pattern` first begins, or nil.
  func offset(of pattern: [UInt8]) -> Int? {
    guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
    return (0...bytes.count - pattern.count).first { offset in
      bytes[offset] == first && bytes[offset...].starts(with: pattern)
    }
  }
}
