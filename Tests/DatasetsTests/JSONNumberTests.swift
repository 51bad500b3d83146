import Datasets
import Foundation
import TensorCore
import Testing

/// Conversion against `strtod`, bit by bit.
@Suite struct JSONNumberTests {
  /// The double of `text`, while the text is there.
  func double(_ text: String) -> Double {
    var text = text
    return text.withUTF8 { JSONNumber(UnsafeRawBufferPointer($0)).double }
  }

  func integer(_ text: String) -> Int? {
    var text = text
    return text.withUTF8 { JSONNumber(UnsafeRawBufferPointer($0)).integer }
  }

  func expectAsStrtod(_ text: String) {
    #expect(double(text).bitPattern == strtod(text, nil).bitPattern, "\(text)")
  }

  @Test(arguments: [
    "0", "-0", "0.0", "-0.0", "0e9", "1", "-1", "123", "0.1", "0.3", "2.5", "100.25", "1e22",
    "1e23", "1e-22",
    "1e-23", "1e27", "1e-27", "1e-28", "123456789012345678", "9007199254740992", "9007199254740993",
    "9007199254740993.0", "9007199254740993e3", "9007199254740995e-3", "18446744073709551615",
    "18446744073709551616", "9999999999999999999", "0.9999999999999999999",
    "99999999999999999999.5",
    "0.00000000000000000000000012345678901234567",
    "0.000000000000000000000000000000012345678901234567",
    "1.7976931348623157e308", "1.8e308", "4.9e-324", "2e-324", "1e400", "-1e400", "1e-400",
    "1e99999999999999999999",
    "1e-99999999999999999999", "2.2250738585072011e-308", "1.5e+10", "1.5E-10",
    "0.5000000000000000000000000000001",
  ])
  func edges(text: String) { expectAsStrtod(text) }

  @Test func randomDigits() {
    var generator = RandomGenerator(seed: 4)
    for _ in 0..<100_000 {
      let length = Int.random(in: 1...22, using: &generator)
      var digits = (0..<length).map { _ in "\(Int.random(in: 0...9, using: &generator))" }
      if digits[0] == "0" { digits[0] = "1" }
      let point = Int.random(in: 1...length, using: &generator)
      if point < length { digits.insert(".", at: point) }
      let text = digits.joined()
      expectAsStrtod(text)
      expectAsStrtod("-0.\(digits.filter { $0 != "." }.joined())")
      expectAsStrtod("0.000\(digits.filter { $0 != "." }.joined())")
      expectAsStrtod("\(text)e\(Int.random(in: -40...40, using: &generator))")
    }
  }

  /// What detectors write: all digits of floats and doubles.
  @Test func randomBits() {
    var generator = RandomGenerator(seed: 5)
    for _ in 0..<100_000 {
      let single = Double(Float.random(in: 0...1, using: &generator))
      expectAsStrtod("\(single)")
      expectAsStrtod("\(Double.random(in: -1000...1000, using: &generator))")
      expectAsStrtod("\(Double.random(in: 0...1, using: &generator) * 1e-9)")
    }
  }

  /// Halfway between two doubles: the last digit decides.
  @Test func halfways() {
    var generator = RandomGenerator(seed: 6)
    for _ in 0..<10_000 {
      let whole = UInt64.random(in: (1 << 53)..<(1 << 54), using: &generator) | 1
      for text in ["\(whole)", "\(whole).0", "\(whole - 1)", "\(whole)e-1", "\(whole)e-9"] {
        expectAsStrtod(text)
      }
      // An odd 54-bit number over a power of two, written out: exactly halfway.
      let bits = Int.random(in: 1...6, using: &generator)
      let fraction = (whole & (1 << UInt64(bits) - 1)) * (0..<bits).reduce(1) { p, _ in p * 5 }
      let padded = String(repeating: "0", count: bits - "\(fraction)".count) + "\(fraction)"
      expectAsStrtod("\(whole >> UInt64(bits)).\(padded)")
    }
  }

  @Test func integers() {
    #expect(integer("0") == 0)
    #expect(integer("-42") == -42)
    #expect(integer("9223372036854775807") == .max)
    #expect(integer("9223372036854775808") == nil)
    #expect(integer("99999999999999999999") == nil)
    #expect(integer("1.0") == nil)
    #expect(integer("1e2") == nil)
  }

  @Test func endsWhereTheNumberEnds() {
    for (number, rest) in [("1.5", ",2"), ("15e2", "]"), ("1.5e+2", " "), ("-15", "}"), ("0", "")] {
      var text = "[" + number + rest
      let end = text.withUTF8 { JSONNumber(UnsafeRawBufferPointer($0), at: 1).end }
      #expect(end == 1 + number.utf8.count)
    }
  }
}
