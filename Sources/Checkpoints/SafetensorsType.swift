/// The element types of a safetensors file; all are little-endian.
enum SafetensorsType: String {
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

  /// Writes the elements of `bytes` as float32.
  func convert(_ bytes: UnsafeRawBufferPointer, to target: UnsafeMutablePointer<Float>) {
    switch self {
    case .f64: convert(bytes, Double.self, to: target) { Float($0) }
    case .f32: convert(bytes, Float.self, to: target) { $0 }
    case .f16: convert(bytes, UInt16.self, to: target) { Float(Float16(bitPattern: $0)) }
    case .bf16: convert(bytes, UInt16.self, to: target) { Float(bitPattern: UInt32($0) << 16) }
    case .i64: convert(bytes, Int64.self, to: target) { Float($0) }
    case .i32: convert(bytes, Int32.self, to: target) { Float($0) }
    case .i16: convert(bytes, Int16.self, to: target) { Float($0) }
    case .i8: convert(bytes, Int8.self, to: target) { Float($0) }
    case .u64: convert(bytes, UInt64.self, to: target) { Float($0) }
    case .u32: convert(bytes, UInt32.self, to: target) { Float($0) }
    case .u16: convert(bytes, UInt16.self, to: target) { Float($0) }
    case .u8, .bool: convert(bytes, UInt8.self, to: target) { Float($0) }
    }
  }

  private func convert<Element: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ type: Element.Type,
    to target: UnsafeMutablePointer<Float>, _ value: (Element) -> Float
  ) {
    for i in 0..<bytes.count / MemoryLayout<Element>.size {
      target[i] = value(
        bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<Element>.size, as: type))
    }
  }
}
