/// A number of a JSON text, converted exactly as `strtod` does.
struct JSONNumber {
  /// The digits without sign and point; nil if there are more than 64 bits hold.
  private var digits: UInt64? = 0
  private var isNegative = false
  /// The power of ten to multiply the digits with.
  private var exponent = 0
  private var hasPointOrExponent = false
  private let text: UnsafeRawBufferPointer

  /// - Parameter text: A number that ``JSONScanner`` has found valid.
  init(_ text: UnsafeRawBufferPointer) {
    self.text = text
    var index = 0
    var decimals = 0
    if text.first == UInt8(ascii: "-") {
      isNegative = true
      index = 1
    }
    while index < text.count {
      let byte = text[index]
      index += 1
      if byte == UInt8(ascii: ".") {
        hasPointOrExponent = true
      } else if byte | 0x20 == UInt8(ascii: "e") {
        hasPointOrExponent = true
        exponent = Self.exponent(text[index...])
        break
      } else {
        append(UInt64(byte &- UInt8(ascii: "0")))
        if hasPointOrExponent { decimals += 1 }
      }
    }
    exponent -= decimals
  }

  private mutating func append(_ digit: UInt64) {
    guard let digits else { return }
    let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.addingReportingOverflow(digit)
    self.digits = overflow || carry ? nil : sum
  }

  /// The value of `+12`; huge exponents stay at where they make no difference.
  private static func exponent(_ text: Slice<UnsafeRawBufferPointer>) -> Int {
    var value = 0
    for byte in text where byte >= UInt8(ascii: "0") {
      value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1 << 32)
    }
    return text.first == UInt8(ascii: "-") ? -value : value
  }

  /// The number, if it is written without point and exponent and fits.
  var integer: Int? {
    guard !hasPointOrExponent, let digits else { return nil }
    return isNegative ? Int(exactly: digits).map { -$0 } : Int(exactly: digits)
  }

  /// The nearest double; infinite if there is none.
  var double: Double {
    let magnitude = digits.flatMap(magnitude)
    guard let magnitude else {
      return Double(String(decoding: text, as: UTF8.self)) ?? .infinity
    }
    return isNegative ? -magnitude : magnitude
  }

  /// `digits` times the power of ten, where one rounding can give it.
  private func magnitude(_ digits: UInt64) -> Double? {
    if digits == 0 { return 0 }
    if exponent == 0 { return Double(digits) }
    // Both numbers are exact as doubles.
    if digits <= 1 << 53, abs(exponent) < Self.powers.count {
      let power = Double(Self.powers[abs(exponent)])
      return exponent < 0 ? Double(digits) / power : Double(digits) * power
    }
    guard exponent < 0, -exponent < Self.powers.count else { return nil }
    // The quotient to 63 or 64 bits, its last bit set if anything is left: enough to round once.
    let divisor = Self.powers[-exponent]
    let (divisorShift, digitShift) = (divisor.leadingZeroBitCount, digits.leadingZeroBitCount)
    let dividend = digits << digitShift
    let (quotient, remainder) = (divisor << divisorShift)
      .dividingFullWidth((dividend >> 1, dividend << 63))
    return Double(
      sign: .plus, exponent: divisorShift - digitShift - 63,
      significand: Double(quotient | (remainder == 0 ? 0 : 1)))
  }

  /// The powers of ten that fit into 64 bits; as doubles they are exact.
  private static let powers: [UInt64] = (0..<20).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
