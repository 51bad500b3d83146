/// Finds where a JSON value ends, from its brackets and quotes alone, in as many pieces as it
/// comes.
struct JSONValueScanner {
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  private var isScalar = false

  /// Looks at the next bytes of the value.
  ///
  /// - Returns: how many of `bytes` belong to the value, and whether it ends there. An incomplete
  ///   value takes all of them.
  mutating func scan(_ bytes: UnsafeRawBufferPointer) -> (count: Int, isComplete: Bool) {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if isInString {
        index += 1
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
          if depth == 0 { return (index, true) }
        }
        continue
      }
      if isScalar {
        if Self.endsScalar(byte) { return (index, true) }
        index += 1
        continue
      }
      index += 1
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth <= 0 { return (index, true) }
      default: isScalar = depth == 0
      }
    }
    return (index, false)
  }

  /// Whether the bytes seen are a whole value if nothing follows: a number or a word.
  var isCompleteAtEndOfFile: Bool { isScalar }

  private static func endsScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: " "),
      UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
      true
    default: false
    }
  }

  /// "a string", "a list", ...: what a value that starts with `byte` is, for error messages.
  static func kind(startingWith byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""): "a string"
    case UInt8(ascii: "{"): "an object"
    case UInt8(ascii: "["): "a list"
    case UInt8(ascii: "t"): "true"
    case UInt8(ascii: "f"): "false"
    case UInt8(ascii: "n"): "null"
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): "a number"
    default: "not JSON"
    }
  }
}
