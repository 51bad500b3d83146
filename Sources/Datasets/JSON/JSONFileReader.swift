import Foundation

/// A cursor over a JSON file that hands out one value at a time.
///
/// The file is read in chunks into a window that holds the bytes from the cursor on; a value is
/// checked and cut out there, and of its members only those are converted that are asked for. So a
/// file of any size takes the memory of its largest element. Errors say where in the file they are.
final class JSONFileReader {
  /// As given by the caller, for error messages.
  let path: String

  private let descriptor: Int32

  /// The window: `cursor ..< end` is read from the file and not yet consumed.
  private var window: UnsafeMutableRawBufferPointer
  private var cursor = 0
  private var end = 0
  /// Bytes and line ends of the file before the window.
  private var bytesBefore = 0
  private var linesBefore = 0

  /// For values that are kept, and for those that are skipped.
  private var keptScanner = JSONScanner(depthLimit: 32, listsMembers: true)
  private var skippingScanner = JSONScanner(depthLimit: 1 << 20)

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
    self.path = path
    self.descriptor = descriptor
    window = .allocate(byteCount: Self.chunk, alignment: 16)
  }

  deinit {
    window.deallocate()
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
      linesBefore += lineEnds(window[..<cursor])
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
    let line = linesBefore + lineEnds(window[..<index]) + 1
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
        guard isJSONSpace(window[cursor]) else { return window[cursor] }
        cursor += 1
      }
      guard try fill() else { return nil }
    }
  }

  /// Consumes `byte`, which must come next.
  private func expect(_ byte: UInt8, _ meaning: String) throws {
    guard try next() == byte else { throw syntaxError(expected: meaning) }
    cursor += 1
  }

  /// The number of bytes of the value that starts at the cursor, all of them in the window then.
  private func measureValue(_ meaning: @autoclosure () -> String) throws -> Int {
    keptScanner.reset()
    var offset = 0
    while true {
      let outcome = keptScanner.scan(unread, from: &offset)
      if case .complete = outcome { return offset }
      try fillOrThrow(outcome, offset, meaning())
    }
  }

  /// Moves the cursor behind the value that starts there, and hands on its bytes in pieces.
  private func passValue(
    _ meaning: String, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    skippingScanner.reset()
    while true {
      var offset = 0
      let outcome = skippingScanner.scan(unread, from: &offset)
      try body(UnsafeRawBufferPointer(rebasing: unread[..<offset]))
      cursor += offset
      if case .complete = outcome { return }
      try fillOrThrow(outcome, 0, meaning)
    }
  }

  /// Reads on after an incomplete value; throws what is wrong at `offset` after the cursor.
  private func fillOrThrow(
    _ outcome: JSONScanner.Outcome, _ offset: Int, _ meaning: @autoclosure () -> String
  ) throws {
    if case .invalid(let reason) = outcome {
      throw DatasetError(
        "'\(path)' is not valid JSON: \(reason) at \(position(offset)), in \(meaning()).")
    }
    guard try fill() else {
      throw syntaxError(expected: "the rest of \(meaning())", offset: end - cursor)
    }
  }

  private var unread: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: window[cursor..<end])
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
      let length = try measureValue("a key")
      let key = JSONValue(text: UnsafeRawBufferPointer(rebasing: unread[..<length])).string ?? ""
      cursor += length
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
        "'\(name)' in '\(path)' is \(Self.kind(startingWith: byte));"
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
          "\(place) is \(Self.kind(startingWith: first)); expected an object.")
      }
      let length = try measureValue(place.element)
      let text = UnsafeRawBufferPointer(rebasing: unread[..<length])
      try body(JSONObject(text: text, members: keptScanner.members, place: place))
      cursor += length
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
  func skipValue(_ meaning: String) throws { try copyValue(meaning) { _ in } }

  /// Consumes the value at the cursor, of any kind and size, handing on its text in pieces.
  func copyValue(_ meaning: String, to body: (UnsafeRawBufferPointer) throws -> Void) throws {
    switch try next() {
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), nil:
      throw syntaxError(expected: "the value of '\(meaning)'")
    default: try passValue("'\(meaning)'", body)
    }
  }

  /// Checks that only white space is left.
  func finish() throws {
    if try next() != nil { throw syntaxError(expected: "the end of the file") }
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

private func lineEnds(_ bytes: Slice<UnsafeMutableRawBufferPointer>) -> Int {
  var count = 0
  var rest = bytes[...]
  while let start = rest.isEmpty ? nil : bytes.base.baseAddress.map({ $0 + rest.startIndex }),
    let found = memchr(start, 0x0A, rest.count)
  {
    count += 1
    rest = rest.dropFirst(found - start + 1)
  }
  return count
}
