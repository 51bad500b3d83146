import CJSON
import Foundation

/// A cursor over a JSON file that hands out one value at a time.
///
/// The file is read in chunks into a window that holds the bytes from the cursor on; a value is cut
/// out by its brackets and quotes and only then parsed, by json-c. So a file of any size takes the
/// memory of its largest element. Errors say where in the file they are.
final class JSONFileReader {
  /// As given by the caller, for error messages.
  let path: String

  private let descriptor: Int32
  private let tokener: UnsafeMutablePointer<json_tokener>

  /// The window: `cursor ..< end` is read from the file and not yet consumed.
  private var window: UnsafeMutableRawBufferPointer
  private var cursor = 0
  private var end = 0
  /// Bytes and line ends of the file before the window.
  private var bytesBefore = 0
  private var linesBefore = 0

  /// No single element of a list may be larger; COCO's largest are a few hundred kilobytes.
  private static let elementLimit = 64 << 20
  private static let chunk = 1 << 18

  /// Opens the file.
  ///
  /// - Throws: ``DatasetError`` if there is no such file, it is a folder or cannot be read.
  init(path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT { throw DatasetError("there is no file '\(path)'.") }
      throw DatasetError.system("read", path)
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw DatasetError("'\(path)' is a folder; expected a JSON file.")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DatasetError.system("read", path) }
    guard let tokener = json_tokener_new() else {
      close(descriptor)
      throw DatasetError("there is no memory left to read '\(path)'.")
    }
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8)
    self.path = path
    self.descriptor = descriptor
    self.tokener = tokener
    window = .allocate(byteCount: Self.chunk, alignment: 16)
  }

  deinit {
    window.deallocate()
    json_tokener_free(tokener)
    close(descriptor)
  }
}

// MARK: - Bytes

extension JSONFileReader {
  /// Reads more of the file behind `end`; false at the end of the file.
  ///
  /// Moves the bytes from the cursor on to the front of the window: offsets relative to the cursor
  /// stay good, pointers do not.
  private func fill() throws -> Bool {
    if cursor > 0 {
      linesBefore += window[..<cursor].count { $0 == UInt8(ascii: "\n") }
      bytesBefore += cursor
      window.copyMemory(from: UnsafeRawBufferPointer(rebasing: window[cursor..<end]))
      end -= cursor
      cursor = 0
    }
    if end == window.count {
      guard end < Self.elementLimit else {
        throw DatasetError(
          "'\(path)' holds a value of more than \(Self.elementLimit >> 20) MiB at \(position());"
            + " no element of a COCO file is that large.")
      }
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: window.count * 2, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(window))
      window.deallocate()
      window = larger
    }
    while true {
      let count = read(descriptor, window.baseAddress.map { $0 + end }, window.count - end)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw DatasetError.system("read", path) }
      end += count
      return count > 0
    }
  }

  /// "byte 120 (line 3)", both counted from 1, of the byte `offset` after the cursor.
  private func position(_ offset: Int = 0) -> String {
    let index = min(cursor + offset, end)
    let line = linesBefore + window[..<index].count { $0 == UInt8(ascii: "\n") } + 1
    return "byte \(bytesBefore + index + 1) (line \(line))"
  }

  /// The error for a file that is not JSON at the cursor, or ends there.
  private func syntaxError(expected: String, offset: Int = 0) -> DatasetError {
    guard cursor + offset < end else {
      return DatasetError(
        "'\(path)' ends at \(position(offset)) where \(expected) should follow;"
          + " the file may be cut short.")
    }
    let byte = window[cursor + offset]
    let found =
      (0x21...0x7E).contains(byte)
      ? "'\(Character(UnicodeScalar(byte)))'" : "the byte 0x\(String(byte, radix: 16))"
    return DatasetError(
      "'\(path)' is not valid JSON: expected \(expected), found \(found) at \(position(offset)).")
  }

  /// Skips white space and returns the byte at the cursor, nil at the end of the file.
  private func next() throws -> UInt8? {
    while true {
      while cursor < end {
        switch window[cursor] {
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
          cursor += 1
        default: return window[cursor]
        }
      }
      guard try fill() else { return nil }
    }
  }

  /// Consumes `byte`, which must come next.
  private func expect(_ byte: UInt8, _ meaning: String) throws {
    guard try next() == byte else { throw syntaxError(expected: meaning) }
    cursor += 1
  }

  /// The number of bytes of the value that starts at the cursor.
  ///
  /// Follows brackets and quotes only. Bytes passed are kept in the window, or dropped if `keeping`
  /// is false; the cursor is then behind the value and the result is 0.
  private func measureValue(keeping: Bool, _ meaning: String) throws -> Int {
    var scanner = JSONValueScanner()
    var offset = 0
    while true {
      let available = UnsafeRawBufferPointer(rebasing: window[(cursor + offset)..<end])
      let (count, isComplete) = scanner.scan(available)
      offset += count
      if !keeping {
        cursor += offset
        offset = 0
      }
      if isComplete { return offset }
      guard try fill() else {
        if scanner.isCompleteAtEndOfFile { return offset }
        throw syntaxError(expected: "the rest of \(meaning)", offset: offset)
      }
    }
  }
}

// MARK: - Values

extension JSONFileReader {
  /// The first byte of the document, after a byte order mark.
  ///
  /// - Throws: ``DatasetError`` if the file is empty or in UTF-16.
  func start() throws -> UInt8 {
    while end < 3, try fill() {}
    if end >= 3, window[0] == 0xEF, window[1] == 0xBB, window[2] == 0xBF { cursor = 3 }
    if end >= 2, window[0] ^ window[1] == 1, window[0] >= 0xFE {
      throw DatasetError("'\(path)' is UTF-16 text; expected JSON in UTF-8.")
    }
    guard let first = try next() else { throw DatasetError("'\(path)' is empty; expected JSON.") }
    return first
  }

  /// Calls `body` with each key of the object at the cursor; `body` consumes its value.
  func forEachKey(_ body: (String) throws -> Void) throws {
    try expect(UInt8(ascii: "{"), "'{'")
    if try next() == UInt8(ascii: "}") {
      cursor += 1
      return
    }
    while true {
      guard try next() == UInt8(ascii: "\"") else { throw syntaxError(expected: "a key in quotes") }
      let key = try withValue("a key") { String(cString: json_object_get_string($0)) }
      try expect(UInt8(ascii: ":"), "':' after '\(key)'")
      try body(key)
      let byte = try next()
      guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") else {
        throw syntaxError(expected: "',' or '}' after '\(key)'")
      }
      cursor += 1
      if byte == UInt8(ascii: "}") { return }
    }
  }

  /// Calls `body` with each element of the list of objects at the cursor.
  ///
  /// - Parameter name: the list's name in error messages.
  func forEachObject(of name: String, _ body: (JSONObject) throws -> Void) throws {
    guard try next() == UInt8(ascii: "[") else {
      guard let byte = try next() else { throw syntaxError(expected: "a list") }
      throw DatasetError(
        "'\(name)' in '\(path)' is \(JSONValueScanner.kind(startingWith: byte));"
          + " expected a list of objects.")
    }
    cursor += 1
    if try next() == UInt8(ascii: "]") {
      cursor += 1
      return
    }
    var index = 0
    while true {
      let place = JSONPlace(list: name, index: index, path: path)
      guard let first = try next() else { throw syntaxError(expected: "the rest of '\(name)'") }
      guard first == UInt8(ascii: "{") else {
        if first == UInt8(ascii: "]") || first == UInt8(ascii: ",") {
          throw syntaxError(expected: "an object as \(place.element)")
        }
        throw DatasetError(
          "\(place) is \(JSONValueScanner.kind(startingWith: first)); expected an object.")
      }
      try withValue("\(place.element)") { try body(JSONObject(pointer: $0, place: place)) }
      index += 1
      let byte = try next()
      guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") else {
        throw syntaxError(expected: "',' or ']' after \(place.element)")
      }
      cursor += 1
      if byte == UInt8(ascii: "]") { return }
    }
  }

  /// Consumes the value at the cursor, of any kind and size, without keeping it.
  func skipValue(_ meaning: String) throws {
    switch try next() {
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), nil:
      throw syntaxError(expected: "the value of '\(meaning)'")
    default: _ = try measureValue(keeping: false, "'\(meaning)'")
    }
  }

  /// Checks that only white space is left.
  func finish() throws {
    if try next() != nil { throw syntaxError(expected: "the end of the file") }
  }

  /// Parses the object or string at the cursor, hands it to `body` and frees it.
  private func withValue<Result>(
    _ meaning: @autoclosure () -> String, _ body: (OpaquePointer) throws -> Result
  ) throws -> Result {
    let count = try measureValue(keeping: true, meaning())
    json_tokener_reset(tokener)
    let text = window.baseAddress.map { ($0 + cursor).assumingMemoryBound(to: CChar.self) }
    guard let object = json_tokener_parse_ex(tokener, text, Int32(count)) else {
      let code = json_tokener_get_error(tokener)
      let reason =
        code == json_tokener_continue
        ? "brackets do not match" : String(cString: json_tokener_error_desc(code))
      let place = position(min(json_tokener_get_parse_end(tokener), count))
      throw DatasetError("'\(path)' is not valid JSON: \(reason) at \(place), in \(meaning()).")
    }
    defer { json_object_put(object) }
    guard json_tokener_get_parse_end(tokener) == count else {
      throw syntaxError(
        expected: "the end of \(meaning())", offset: json_tokener_get_parse_end(tokener))
    }
    cursor += count
    return try body(object)
  }
}
