/// A number of a JSON text, converted exactly as `strtod` does.
package struct JSONNumber {
  /// Where the number ends.
  package let end: Int
  private let text: Slice<UnsafeRawBufferPointer>
  private let isNegative: Bool
  /// The digits without sign and point; nil if there may be more than 64 bits hold.
  private let digits: UInt64?
  /// The power of ten to multiply the digits with.
  private let exponent: Int
  private let hasPointOrExponent: Bool

  /// - Parameters:
  ///   - bytes: A text that ``JSONScanner`` has found valid.
  ///   - start: Where in it a number begins.
  package init(_ bytes: UnsafeRawBufferPointer, at start: Int = 0) {
    isNegative = bytes[start] == UInt8(ascii: "-")
    var index = isNegative ? start + 1 : start
    var value: UInt64 = 0
    var valueDigits = 0
    var point: Int?
    while index < bytes.count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      if digit < 10 {
        value = value &* 10 &+ UInt64(digit)
        if valueDigits > 0 || digit > 0 { valueDigits += 1 }
      } else if bytes[index] == UInt8(ascii: ".") {
        point = index
      } else {
        break
      }
      index += 1
    }
    var exponent = point.map { $0 + 1 - index } ?? 0
    hasPointOrExponent =
      point != nil || index < bytes.count && bytes[index] | 0x20 == UInt8(ascii: "e")
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      exponent += Self.exponent(bytes, from: &index)
    }
    end = index
    text = bytes[start..<index]
    digits = valueDigits <= 19 ? value : nil
    self.exponent = exponent
  }

  /// The value of `e+12`; huge exponents stay where they make no difference.
  private static func exponent(_ bytes: UnsafeRawBufferPointer, from index: inout Int) -> Int {
    var value = 0
    var isNegative = false
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "+"): break
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1 << 32)
      default: return isNegative ? -value : value
      }
      index += 1
    }
    return isNegative ? -value : value
  }

  /// The number, if it is written without point and exponent and fits.
  package var integer: Int? {
    guard !hasPointOrExponent, let digits, let magnitude = Int(exactly: digits) else { return nil }
    return isNegative ? -magnitude : magnitude
  }

  /// The nearest double; infinite if there is none.
  package var double: Double {
    guard let digits, let magnitude = magnitude(digits) else {
      return Double(String(decoding: text, as: UTF8.self)) ?? .infinity
    }
    return isNegative ? -magnitude : magnitude
  }

  /// `digits` times the power of ten, if one rounding gives it: by a power of five, then by a power
  /// of two, which is exact.
  private func magnitude(_ digits: UInt64) -> Double? {
    if digits == 0 || exponent == 0 { return Double(digits) }
    guard abs(exponent) < Self.powersOfFive.count else { return nil }
    let power = Self.powersOfFive[abs(exponent)]
    if digits <= 1 << 53, power <= 1 << 53 {
      let significand =
        exponent < 0 ? Double(digits) / Double(power) : Double(digits) * Double(power)
      return Double(sign: .plus, exponent: exponent, significand: significand)
    }
    guard exponent < 0 else { return nil }
    // The quotient to 63 or 64 bits, its last one set if anything is left: enough to round once.
    let (powerShift, digitShift) = (power.leadingZeroBitCount, digits.leadingZeroBitCount)
    let dividend = digits << digitShift
    let (quotient, remainder) = (power << powerShift)
      .dividingFullWidth((dividend >> 1, dividend << 63))
    return Double(
      sign: .plus, exponent: exponent + powerShift - digitShift - 63,
      significand: Double(quotient | (remainder == 0 ? 0 : 1)))
  }

  /// All that fit into 64 bits.
  private static let powersOfFive: [UInt64] = (0..<28).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 5 }
  }
}
