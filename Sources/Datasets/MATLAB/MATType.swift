/// How numbers are stored in a MATLAB file; the raw value is the file's code.
enum MATType: UInt32 {
  case int8 = 1
  case uint8 = 2
  case int16 = 3
  case uint16 = 4
  case int32 = 5
  case uint32 = 6
  case single = 7
  case double = 9
  case int64 = 12
  case uint64 = 13
  case matrix = 14
  case compressed = 15
  case utf8 = 16
  case utf16 = 17

  /// The bytes of a number; nil for what holds others.
  var byteCount: Int? {
    switch self {
    case .int8, .uint8, .utf8: 1
    case .int16, .uint16, .utf16: 2
    case .int32, .uint32, .single: 4
    case .double, .int64, .uint64: 8
    case .matrix, .compressed: nil
    }
  }

  /// The numbers in `bytes`.
  func numbers(_ bytes: [UInt8]) -> [Double] {
    switch self {
    case .int8: elements(bytes, as: Int8.self) { Double($0) }
    case .uint8, .utf8: elements(bytes, as: UInt8.self) { Double($0) }
    case .int16: elements(bytes, as: Int16.self) { Double($0) }
    case .uint16, .utf16: elements(bytes, as: UInt16.self) { Double($0) }
    case .int32: elements(bytes, as: Int32.self) { Double($0) }
    case .uint32: elements(bytes, as: UInt32.self) { Double($0) }
    case .single: elements(bytes, as: Float.self) { Double($0) }
    case .double: elements(bytes, as: Double.self) { $0 }
    case .int64: elements(bytes, as: Int64.self) { Double($0) }
    case .uint64: elements(bytes, as: UInt64.self) { Double($0) }
    case .matrix, .compressed: []
    }
  }

  /// The characters in `bytes`.
  func text(_ bytes: [UInt8]) -> String {
    byteCount == 2
      ? String(decoding: elements(bytes, as: UInt16.self) { $0 }, as: UTF16.self)
      : String(decoding: bytes, as: UTF8.self)
  }

  private func elements<Element, Result>(
    _ bytes: [UInt8], as type: Element.Type, _ convert: (Element) -> Result
  ) -> [Result] {
    bytes.withUnsafeBytes { bytes in
      stride(
        from: 0, to: bytes.count - MemoryLayout<Element>.size + 1, by: MemoryLayout<Element>.size
      )
      .map { convert(bytes.loadUnaligned(fromByteOffset: $0, as: type)) }
    }
  }
}
