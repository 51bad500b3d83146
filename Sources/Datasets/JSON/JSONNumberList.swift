/// Checks numbers and the commas between them, which polygons and most of a COCO file consist of.
///
/// A finite automaton of ten states. The row of a byte holds, six bits each, what follows every
/// state; a state is the place of its six bits, so that a step is one shift and the processor takes
/// one in about a cycle.
struct JSONNumberList {
  /// What the bytes so far amount to; the raw value is a shift.
  enum State: UInt64 {
    /// Nothing more can follow. All steps lead here from here.
    case stop = 0
    /// A number is expected.
    case start = 6
    case minus = 12
    /// A 0 that starts a number: no digit may follow.
    case zero = 18
    case integer = 24
    case point = 30
    case fraction = 36
    case exponentMark = 42
    case exponentSign = 48
    case exponent = 54

    /// Whether a number may end here.
    var isWholeNumber: Bool {
      switch self {
      case .zero, .integer, .fraction, .exponent: true
      default: false
      }
    }
  }

  private static let rows: [UInt64] = {
    var rows = [UInt64](repeating: 0, count: 256)
    func step(_ bytes: String, _ next: State, from states: State...) {
      for byte in bytes.utf8 {
        for state in states { rows[Int(byte)] |= next.rawValue << state.rawValue }
      }
    }
    step("-", .minus, from: .start)
    step("0", .zero, from: .start, .minus)
    step("123456789", .integer, from: .start, .minus)
    step("0123456789", .integer, from: .integer)
    step(".", .point, from: .zero, .integer)
    step("0123456789", .fraction, from: .point, .fraction)
    step("eE", .exponentMark, from: .zero, .integer, .fraction)
    step("+-", .exponentSign, from: .exponentMark)
    step("0123456789", .exponent, from: .exponentMark, .exponentSign, .exponent)
    step(",", .start, from: .zero, .integer, .fraction, .exponent)
    step(" \n\r\t", .start, from: .start)
    return rows
  }()

  private let rows = Self.rows

  /// Reads on from `position` in `state`, up to the first byte that cannot follow or the end.
  ///
  /// - Parameter acrossCommas: Whether more numbers may follow; if not, a comma is such a byte.
  /// - Returns: The state before that byte.
  func scan(
    _ bytes: UnsafeRawBufferPointer, from position: inout Int, _ state: State, acrossCommas: Bool
  ) -> State {
    var index = position
    var state = state.rawValue
    rows.withUnsafeBufferPointer { rows in
      // Blocks need no test for the end; the one that holds it is walked through once more.
      while acrossCommas, index + 16 <= bytes.count {
        var next = state
        for offset in 0..<16 { next = rows[Int(bytes[index + offset])] &>> next }
        if next & 63 == State.stop.rawValue { break }
        state = next & 63
        index += 16
      }
      while index < bytes.count, acrossCommas || bytes[index] != UInt8(ascii: ",") {
        let next = rows[Int(bytes[index])] &>> state & 63
        if next == State.stop.rawValue { break }
        state = next
        index += 1
      }
    }
    position = index
    return State(rawValue: state) ?? .stop
  }
}
