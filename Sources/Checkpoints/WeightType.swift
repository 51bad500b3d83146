/// The number formats that weights are written in.
public enum WeightType: String, Sendable, CaseIterable {
  /// IEEE 754 single precision, exact.
  case f32
  /// IEEE 754 half precision: 11 significant bits, at most 65,504.
  case f16
  /// The upper half of a single: 8 significant bits, the range of `f32`.
  case bf16

  var stored: SafetensorsType {
    switch self {
    case .f32: .f32
    case .f16: .f16
    case .bf16: .bf16
    }
  }

  /// Calls `write` with the numbers in this format, little-endian, piece by piece; each is rounded
  /// to the nearest, ties to even.
  /// - Returns: The first finite number that is too large for the format, which ends the writing.
  func encode(
    _ values: UnsafeBufferPointer<Float>, _ write: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows -> Float? {
    switch self {
    case .f32:
      try write(UnsafeRawBufferPointer(values))
      return nil
    case .f16:
      return try encode(
        values, limit: Float(Float16.greatestFiniteMagnitude), { Float16($0).bitPattern },
        { Float(Float16(bitPattern: $0)) }, write)
    case .bf16:
      return try encode(
        values, limit: Float(bitPattern: 0x7F7F_0000), Self.bfloat16,
        { Float(bitPattern: UInt32($0) << 16) }, write)
    }
  }

  /// - Parameter limit: The greatest finite number of the format.
  private func encode(
    _ values: UnsafeBufferPointer<Float>, limit: Float, _ bits: (Float) -> UInt16,
    _ value: (UInt16) -> Float, _ write: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows -> Float? {
    var piece = [UInt16](repeating: 0, count: min(values.count, 1 << 16))
    var start = 0
    while start < values.count {
      let count = min(piece.count, values.count - start)
      for i in 0..<count {
        let number = values[start + i]
        piece[i] = bits(number).littleEndian
        // Most numbers need no second look.
        if abs(number) > limit, number.isFinite, !value(bits(number)).isFinite { return number }
      }
      try piece.withUnsafeBytes { try write(UnsafeRawBufferPointer(rebasing: $0[..<(2 * count)])) }
      start += count
    }
    return nil
  }

  private static func bfloat16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    // A NaN stays one, whichever half its bits are in.
    guard !value.isNaN else { return UInt16(bits >> 16) | 0x40 }
    return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
  }
}
