import CJSON
import TensorCore

/// Whether json-c reads `text` as one value, strictly.
func isValidForJSONC(_ text: [UInt8]) -> Bool {
  guard let tokener = json_tokener_new() else { return false }
  defer { json_tokener_free(tokener) }
  json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8)
  // A byte more, so that a number ends.
  let object = (text + [UInt8(ascii: " ")]).withUnsafeBytes {
    json_tokener_parse_ex(tokener, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count))
  }
  json_object_put(object)
  return json_tokener_get_error(tokener) == json_tokener_success
    && json_tokener_get_parse_end(tokener) >= text.count
}

/// JSON texts at random, of every kind of value.
struct RandomJSON {
  var generator: RandomGenerator

  init(seed: UInt64) { generator = RandomGenerator(seed: seed) }

  static let numbers = [
    "0", "-0", "7", "-12", "0.5", "-0.25", "120.75", "1e5", "2E+10", "-3.5e-7", "0e0",
    "9007199254740993",
    "18446744073709551616", "123456789.123456789", "NaN", "Infinity", "-Infinity", "1e400",
  ]
  static let strings = [
    "\"\"", "\"a\"", "\"]},{[\"", #""\"""#, #""\\""#, #""a\\\"b""#, #""\/\b\f\n\r\t""#,
    #""\u00e9\uD83D\uDE00""#,
    "\"déjà 😀\"", "\"a longer text, of more than sixteen bytes\"",
  ]
  static let spaces = ["", "", "", " ", "\n", "\t \r\n"]

  mutating func value(depth: Int = 4) -> String {
    let kinds = depth == 0 ? 4 : 8
    switch Int.random(in: 0..<kinds, using: &generator) {
    case 0: return pick(Self.numbers)
    case 1: return pick(Self.strings)
    case 2: return pick(["true", "false", "null"])
    case 3: return "\(Double.random(in: -1000...1000, using: &generator))"
    case 4: return "[" + list { $0.value(depth: depth - 1) } + "]"
    case 5: return "[" + list(of: 40) { $0.pick(Self.numbers) } + "]"
    default: return object(depth: depth)
    }
  }

  mutating func object(depth: Int = 4) -> String {
    "{"
      + list {
        $0.pick(Self.strings) + $0.pick(Self.spaces) + ":" + $0.pick(Self.spaces)
          + $0.value(depth: depth - 1)
      } + "}"
  }

  private mutating func list(of limit: Int = 4, _ element: (inout RandomJSON) -> String) -> String {
    var elements: [String] = []
    for _ in 0..<Int.random(in: 0...limit, using: &generator) {
      elements.append(pick(Self.spaces) + element(&self) + pick(Self.spaces))
    }
    return elements.isEmpty ? pick(Self.spaces) : elements.joined(separator: ",")
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &generator)]
  }
}
