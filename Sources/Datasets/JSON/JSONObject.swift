import CommonSupport
import Foundation

/// One object of a JSON file, with typed access that throws sentences.
///
/// It borrows the reader's text: good only inside the closure that received it.
struct JSONObject {
  let text: UnsafeRawBufferPointer
  let members: [JSONScanner.Member]
  let place: JSONPlace

  /// A whole number; `1.0` is one, too.
  func integer(_ key: StaticString) throws -> Int {
    let value = try required(key)
    if let number = value.wholeNumber { return number }
    throw mismatch(key, value, expected: "a whole number")
  }

  /// A finite number.
  func number(_ key: StaticString) throws -> Double {
    let value = try required(key)
    guard let number = value.number else {
      throw mismatch(key, value, expected: "a finite number")
    }
    return number
  }

  /// A finite number, nil if the key is missing or null.
  func numberIfPresent(_ key: StaticString) throws -> Double? {
    member(key) == nil ? nil : try number(key)
  }

  /// 0, 1, false or true; false if the key is missing or null.
  func flag(_ key: StaticString) throws -> Bool {
    guard let value = member(key) else { return false }
    if let bool = value.bool { return bool }
    guard let number = value.number, number == 0 || number == 1 else {
      throw mismatch(key, value, expected: "0 or 1")
    }
    return number == 1
  }

  /// Text that is not empty.
  func string(_ key: StaticString) throws -> String {
    let value = try required(key)
    guard let text = value.string, !text.isEmpty else {
      throw mismatch(key, value, expected: "text")
    }
    return text
  }

  /// Text, nil if the key is missing or is not text.
  func stringIfPresent(_ key: StaticString) -> String? {
    member(key)?.string
  }

  /// A box as COCO writes it: `[x, y, width, height]`.
  func bbox(_ key: StaticString) throws -> COCOBox {
    let value = try required(key)
    let expected = "[x, y, width, height], four finite numbers"
    guard value.isList else { throw mismatch(key, value, expected: expected) }
    var numbers = SIMD4<Double>()
    var count = 0
    let areNumbers = value.forEachNumber {
      if count < 4 { numbers[count] = $0 }
      count += 1
    }
    guard areNumbers, count == 4 else {
      let elements = value.elements.count
      if elements == 4 { throw mismatch(key, value, expected: expected) }
      throw mismatch(key, "a list of \(elements) values", expected: expected)
    }
    let box = COCOBox(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
    // Huge finite numbers would turn into infinities later.
    guard box.maxX.isFinite, box.maxY.isFinite, (box.width * box.height).isFinite else {
      throw mismatch(key, value, expected: "a box of a size that pictures have")
    }
    return box
  }

  /// A list of whole numbers, nil if the value is missing or anything else.
  func integers(_ key: StaticString) -> [Int]? {
    var integers: [Int] = []
    var areWhole = true
    let areNumbers = member(key)?.forEachNumber { number in
      guard let integer = Int(exactly: number) else { return areWhole = false }
      integers.append(integer)
    }
    return areNumbers == true && areWhole ? integers : nil
  }

  /// An object within this one, at the same place; nil if the value is missing or anything else.
  func object(_ key: StaticString) -> JSONObject? {
    guard let value = member(key), value.isObject else { return nil }
    // The depth was checked with the whole.
    var scanner = JSONScanner(depthLimit: .max, listsMembers: true)
    var position = 0
    guard case .complete = scanner.scan(value.text, from: &position) else { return nil }
    return JSONObject(text: value.text, members: scanner.members, place: place)
  }

  /// The value of `key`, of the last if there are several; nil if it is missing or null.
  func member(_ key: StaticString) -> JSONValue? {
    find(key).flatMap { $0.isNull ? nil : $0 }
  }

  /// "annotations[17] (id 48103) in 'coco.json'".
  var identifiedPlace: String {
    guard let id = member("id")?.integer else { return place.description }
    return "\(place.element) (id \(id)) in '\(place.path)'"
  }
}

// MARK: - Members

extension JSONObject {
  private func required(_ key: StaticString) throws -> JSONValue {
    guard let value = find(key) else {
      throw DatasetError("\(identifiedPlace) has no '\(key)'.")
    }
    if value.isNull { throw DatasetError("'\(key)' of \(identifiedPlace) is null.") }
    return value
  }

  private func find(_ key: StaticString) -> JSONValue? {
    members.last { hasKey($0, key) }.map { JSONValue(text: slice($0.value)) }
  }

  func hasKey(_ member: JSONScanner.Member, _ key: StaticString) -> Bool {
    if member.isKeyEscaped { return JSONValue(text: slice(member.key)).string == "\(key)" }
    let length = key.utf8CodeUnitCount
    guard member.key.count == length + 2, let start = text.baseAddress else { return false }
    return memcmp(start + member.key.lowerBound + 1, key.utf8Start, length) == 0
  }

  private func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: text[range])
  }

  private func mismatch(
    _ key: StaticString, _ value: JSONValue, expected: String
  ) -> DatasetError {
    mismatch(key, value.description.excerpt, expected: expected)
  }

  private func mismatch(_ key: StaticString, _ found: String, expected: String) -> DatasetError {
    DatasetError("'\(key)' of \(identifiedPlace) is \(found); expected \(expected).")
  }
}
