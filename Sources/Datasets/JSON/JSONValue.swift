import CJSON

/// One value of a JSON file as its text, read when it is asked for.
///
/// It borrows the text: good only as long as that is.
struct JSONValue {
  /// Found valid by ``JSONScanner``, without space around it.
  let text: UnsafeRawBufferPointer

  private var first: UInt8 { text.first ?? 0 }

  var isNull: Bool { first == UInt8(ascii: "n") }
  var isText: Bool { first == UInt8(ascii: "\"") }
  var isList: Bool { first == UInt8(ascii: "[") }
  var isObject: Bool { first == UInt8(ascii: "{") }

  /// True or false, nil if it is neither.
  var bool: Bool? {
    switch first {
    case UInt8(ascii: "t"): true
    case UInt8(ascii: "f"): false
    default: nil
    }
  }

  /// A number, which NaN and Infinity are not.
  private var parsedNumber: JSONNumber? {
    Self.startsNumber(text, at: 0) ? JSONNumber(text) : nil
  }

  private static func startsNumber(_ text: UnsafeRawBufferPointer, at index: Int) -> Bool {
    switch text[index] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"): text[index + 1] != UInt8(ascii: "I")
    default: false
    }
  }

  /// A finite number.
  var number: Double? {
    parsedNumber.map(\.double).flatMap { $0.isFinite ? $0 : nil }
  }

  /// A number written without point and exponent that fits into 64 bits.
  var integer: Int? { parsedNumber?.integer }

  /// A number without a fraction, however it is written.
  var wholeNumber: Int? {
    if let integer { return integer }
    guard let number = number.flatMap(Int.init(exactly:)), number.magnitude < 1 << 53 else {
      return nil
    }
    return number
  }

  /// A string's characters.
  var string: String? {
    guard isText else { return nil }
    let content = UnsafeRawBufferPointer(rebasing: text.dropFirst().dropLast())
    guard content.contains(UInt8(ascii: "\\")) else {
      return String(decoding: content, as: UTF8.self)
    }
    return withParsed { object in
      let bytes = UnsafeRawBufferPointer(
        start: json_object_get_string(object), count: Int(json_object_get_string_len(object)))
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Calls `body` with the elements of a list of finite numbers, up to the first other element.
  ///
  /// - Returns: Whether the value is such a list.
  func forEachNumber(_ body: (Double) -> Void) -> Bool {
    guard isList else { return false }
    var index = 1
    while true {
      while isJSONSpace(text[index]) || text[index] == UInt8(ascii: ",") { index += 1 }
      if text[index] == UInt8(ascii: "]") { return true }
      guard Self.startsNumber(text, at: index) else { return false }
      let number = JSONNumber(text, at: index)
      let value = number.double
      guard value.isFinite else { return false }
      body(value)
      index = number.end
    }
  }

  /// The elements of a list; none of anything else.
  var elements: [JSONValue] {
    guard isList else { return [] }
    var elements: [JSONValue] = []
    var scanner = JSONScanner(depthLimit: .max)
    var position = 1
    while true {
      while isJSONSpace(text[position]) || text[position] == UInt8(ascii: ",") { position += 1 }
      if text[position] == UInt8(ascii: "]") { return elements }
      let start = position
      scanner.reset()
      guard case .complete = scanner.scan(text, from: &position) else { return elements }
      elements.append(JSONValue(text: UnsafeRawBufferPointer(rebasing: text[start..<position])))
    }
  }

  /// The value without space between its tokens, for error messages.
  var description: String {
    withParsed {
      json_object_to_json_string_ext($0, JSON_C_TO_STRING_PLAIN).map(String.init(cString:))
    }
      ?? String(decoding: text, as: UTF8.self)
  }

  /// Has json-c parse the value: rare cases need all that it knows.
  private func withParsed<Result>(_ body: (OpaquePointer) -> Result?) -> Result? {
    guard let tokener = json_tokener_new() else { return nil }
    defer { json_tokener_free(tokener) }
    // To the end of a C string: without it json-c waits for more digits of a number.
    let object = String(decoding: text, as: UTF8.self)
      .withCString { json_tokener_parse_ex(tokener, $0, -1) }
    guard let object else { return nil }
    defer { json_object_put(object) }
    return body(object)
  }
}
