/// Finds where a JSON value ends and checks its syntax on the way, building nothing.
///
/// The value may come in pieces: between calls the scanner knows the open brackets and what may
/// follow. It accepts what json-c accepts strictly: RFC 8259, and NaN and Infinity, which Python
/// writes.
package struct JSONScanner {
  package enum Outcome {
    case complete
    /// The bytes end before the value.
    case incomplete
    /// The byte at the position cannot be there; a reason in words.
    case invalid(String)
  }

  /// A member of the outermost object: where its key and value stand, counted from the value's
  /// first byte.
  package struct Member {
    /// Quotes included.
    package let key: Range<Int>
    package let isKeyEscaped: Bool
    package fileprivate(set) var value: Range<Int>
  }

  private enum Expectation {
    case value, valueOrEnd, key, keyOrEnd, colon, commaOrEnd
    /// The rest of a number.
    case number(JSONNumberList.State)
    /// The word, after its minus.
    case infinity
  }

  /// The members of the value, if it is an object and they are listed.
  package private(set) var members: [Member] = []

  private let depthLimit: Int
  private let listsMembers: Bool
  private let numberList = JSONNumberList()
  private var expected = Expectation.value
  /// The open brackets, outermost first: whether each is an object's.
  private var isObject: [Bool] = []
  private var isStringEscaped = false

  /// - Parameters:
  ///   - depthLimit: More brackets open at a time are an error.
  ///   - listsMembers: Whether to note the members of an object, whose bytes then have to stay: every
  ///     call gets all of them again, and more.
  package init(depthLimit: Int, listsMembers: Bool = false) {
    self.depthLimit = depthLimit
    self.listsMembers = listsMembers
  }

  /// Prepares for the next value.
  package mutating func reset() {
    expected = .value
    isObject.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
  }

  /// Reads on from `position` and leaves it behind the last byte used: behind the value, at the
  /// byte that is wrong, or where to go on with more bytes.
  package mutating func scan(_ bytes: UnsafeRawBufferPointer, from position: inout Int) -> Outcome {
    while true {
      if case .number(let state) = expected {
        let outcome = numbers(bytes, state, &position)
        guard case .complete = outcome else { return outcome }
        if isComplete(at: position) { return .complete }
      }
      while position < bytes.count, isJSONSpace(bytes[position]) { position += 1 }
      guard position < bytes.count else { return .incomplete }
      let outcome = token(bytes, bytes[position], &position)
      guard case .complete = outcome else { return outcome }
      if isComplete(at: position) { return .complete }
    }
  }

  /// Notes the end of a member; whether the value as a whole has ended.
  private mutating func isComplete(at position: Int) -> Bool {
    guard isObject.count <= 1, case .commaOrEnd = expected else { return false }
    if isObject.isEmpty { return true }
    if let last = members.indices.last {
      members[last].value = members[last].value.lowerBound..<position
    }
    return false
  }

  /// Consumes the token that starts with `byte` at `position`.
  private mutating func token(
    _ bytes: UnsafeRawBufferPointer, _ byte: UInt8, _ position: inout Int
  ) -> Outcome {
    switch (expected, byte) {
    case (.value, _), (.valueOrEnd, _):
      if byte == UInt8(ascii: "]"), case .valueOrEnd = expected { return close(&position) }
      return value(bytes, byte, &position)
    case (.commaOrEnd, UInt8(ascii: ",")):
      expected = isObject.last == true ? .key : .value
    case (.commaOrEnd, UInt8(ascii: "}")) where isObject.last == true,
      (.keyOrEnd, UInt8(ascii: "}")),
      (.commaOrEnd, UInt8(ascii: "]")) where isObject.last == false:
      return close(&position)
    case (.key, UInt8(ascii: "\"")), (.keyOrEnd, UInt8(ascii: "\"")):
      let start = position
      let outcome = string(bytes, &position)
      if case .complete = outcome {
        expected = .colon
        if listsMembers, isObject.count == 1 {
          members.append(
            Member(
              key: start..<position, isKeyEscaped: isStringEscaped, value: position..<position))
        }
      }
      return outcome
    case (.colon, UInt8(ascii: ":")):
      expected = .value
    case (.infinity, UInt8(ascii: "I")):
      return literal("Infinity", bytes, &position)
    default:
      return .invalid("unexpected character")
    }
    position += 1
    return .complete
  }

  private mutating func close(_ position: inout Int) -> Outcome {
    isObject.removeLast()
    expected = .commaOrEnd
    position += 1
    return .complete
  }

  /// Consumes a scalar, the beginning of a number or an opening bracket.
  private mutating func value(
    _ bytes: UnsafeRawBufferPointer, _ byte: UInt8, _ position: inout Int
  ) -> Outcome {
    if isObject.count == 1, isObject[0], let last = members.indices.last {
      members[last].value = position..<position
    }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard isObject.count < depthLimit else { return .invalid("nesting too deep") }
      isObject.append(byte == UInt8(ascii: "{"))
      expected = byte == UInt8(ascii: "{") ? .keyOrEnd : .valueOrEnd
      position += 1
      return .complete
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      expected = .number(.start)
      return .complete
    case UInt8(ascii: "\""):
      let outcome = string(bytes, &position)
      if case .complete = outcome { expected = .commaOrEnd }
      return outcome
    case UInt8(ascii: "t"): return literal("true", bytes, &position)
    case UInt8(ascii: "f"): return literal("false", bytes, &position)
    case UInt8(ascii: "n"): return literal("null", bytes, &position)
    case UInt8(ascii: "N"): return literal("NaN", bytes, &position)
    case UInt8(ascii: "I"): return literal("Infinity", bytes, &position)
    default: return .invalid("unexpected character")
    }
  }

  /// Goes on with a number, in a list with all the numbers that follow.
  private mutating func numbers(
    _ bytes: UnsafeRawBufferPointer, _ start: JSONNumberList.State, _ position: inout Int
  ) -> Outcome {
    let inList = isObject.last == false
    let state = numberList.scan(bytes, from: &position, start, acrossCommas: inList)
    guard position < bytes.count else {
      expected = .number(state)
      return .incomplete
    }
    if state.isWholeNumber {
      expected = .commaOrEnd
    } else if state == .start {
      expected = .value
    } else if state == .minus, bytes[position] == UInt8(ascii: "I") {
      expected = .infinity
    } else {
      return .invalid("unexpected character")
    }
    return .complete
  }
}

// MARK: - Words and strings

extension JSONScanner {
  private mutating func literal(
    _ word: StaticString, _ bytes: UnsafeRawBufferPointer, _ position: inout Int
  ) -> Outcome {
    for offset in 0..<word.utf8CodeUnitCount {
      guard position + offset < bytes.count else { return .incomplete }
      guard bytes[position + offset] == word.utf8Start[offset] else {
        position += offset
        return .invalid("unexpected character")
      }
    }
    position += word.utf8CodeUnitCount
    expected = .commaOrEnd
    return .complete
  }

  /// Consumes the string that starts at `position`, whole or not at all.
  private mutating func string(
    _ bytes: UnsafeRawBufferPointer, _ position: inout Int
  ) -> Outcome {
    isStringEscaped = false
    var index = position + 1
    var allBits: UInt8 = 0
    while index < bytes.count {
      let byte = bytes[index]
      allBits |= byte
      if byte == UInt8(ascii: "\"") {
        let content = bytes[position + 1..<index]
        if allBits >= 0x80, String(validating: content, as: UTF8.self) == nil {
          return .invalid("text that is not utf-8")
        }
        position = index + 1
        return .complete
      }
      if byte == UInt8(ascii: "\\") {
        isStringEscaped = true
        guard let length = Self.escapeLength(bytes[index...]) else {
          position = index
          return .invalid("unknown escape in a string")
        }
        index += length
      } else if byte < 0x20 {
        position = index
        return .invalid("control character in a string")
      } else {
        index += 1
      }
    }
    return .incomplete
  }

  /// The length of the escape sequence at the beginning of `bytes`, nil if it is none; of one that
  /// is cut off, the length it would have.
  private static func escapeLength(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard let kind = bytes.dropFirst().first else { return 2 }
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return 2
    case UInt8(ascii: "u"):
      let digits = bytes.dropFirst(2).prefix(4)
      return digits.allSatisfy { Character(UnicodeScalar($0)).isHexDigit } ? 6 : nil
    default:
      return nil
    }
  }
}

/// Whether JSON allows `byte` between tokens.
func isJSONSpace(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): true
  default: false
  }
}
