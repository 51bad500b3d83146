/// The element types of a safetensors file that are read; all are little-endian.
enum SafetensorsType: String, Decodable {
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case i64 = "I64"
  case i32 = "I32"
  case i16 = "I16"
  case i8 = "I8"
  case u64 = "U64"
  case u32 = "U32"
  case u16 = "U16"
  case u8 = "U8"
  case bool = "BOOL"

  var byteCount: Int {
    switch self {
    case .f64, .i64, .u64: 8
    case .f32, .i32, .u32: 4
    case .f16, .bf16, .i16, .u16: 2
    case .i8, .u8, .bool: 1
    }
  }

  /// Whether values are numbers that a network computes with.
  var isFloatingPoint: Bool {
    switch self {
    case .f64, .f32, .f16, .bf16: true
    default: false
    }
  }

  /// The elements of `bytes` as float32.
  func floats(_ bytes: UnsafeRawBufferPointer) -> [Float] {
    switch self {
    case .f64: elements(bytes, as: Double.self) { Float($0) }
    case .f32: elements(bytes, as: Float.self) { $0 }
    case .f16: elements(bytes, as: UInt16.self) { Float(Float16(bitPattern: $0)) }
    case .bf16: elements(bytes, as: UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .i64: elements(bytes, as: Int64.self) { Float($0) }
    case .i32: elements(bytes, as: Int32.self) { Float($0) }
    case .i16: elements(bytes, as: Int16.self) { Float($0) }
    case .i8: elements(bytes, as: Int8.self) { Float($0) }
    case .u64: elements(bytes, as: UInt64.self) { Float($0) }
    case .u32: elements(bytes, as: UInt32.self) { Float($0) }
    case .u16: elements(bytes, as: UInt16.self) { Float($0) }
    case .u8, .bool: elements(bytes, as: UInt8.self) { Float($0) }
    }
  }

  private func elements<Element>(
    _ bytes: UnsafeRawBufferPointer, as type: Element.Type, _ convert: (Element) -> Float
  ) -> [Float] {
    let count = bytes.count / MemoryLayout<Element>.size
    return [Float](unsafeUninitializedCapacity: count) { target, initialized in
      for i in 0..<count {
        target[i] = convert(
          bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<Element>.size, as: type))
      }
      initialized = count
    }
  }
}
