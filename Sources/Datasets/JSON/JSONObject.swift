import CJSON

/// One parsed object of a JSON file, with typed access that throws sentences.
///
/// It borrows json-c's object: good only inside the closure that received it.
struct JSONObject {
  private let pointer: OpaquePointer
  let place: JSONPlace

  init(pointer: OpaquePointer, place: JSONPlace) {
    self.pointer = pointer
    self.place = place
  }

  /// A whole number; `1.0` is one, too.
  func integer(_ key: String) throws -> Int {
    let value = try required(key)
    switch json_object_get_type(value) {
    case json_type_int:
      // json-c saturates what does not fit.
      let number = json_object_get_int64(value)
      if number != .max && number != .min { return Int(number) }
    case json_type_double:
      if let number = Int(exactly: json_object_get_double(value)), number.magnitude < 1 << 53 {
        return number
      }
    default: break
    }
    throw mismatch(key, value, expected: "a whole number")
  }

  /// A finite number.
  func number(_ key: String) throws -> Double {
    let value = try required(key)
    guard let number = Self.finite(value) else {
      throw mismatch(key, value, expected: "a finite number")
    }
    return number
  }

  /// A finite number, nil if the key is missing or null.
  func numberIfPresent(_ key: String) throws -> Double? {
    isPresent(key) ? try number(key) : nil
  }

  /// 0, 1, false or true; false if the key is missing or null.
  func flag(_ key: String) throws -> Bool {
    guard let value = member(key) else { return false }
    switch json_object_get_type(value) {
    case json_type_boolean: return json_object_get_boolean(value) != 0
    case json_type_int, json_type_double:
      let number = json_object_get_double(value)
      if number == 0 || number == 1 { return number == 1 }
    default: break
    }
    throw mismatch(key, value, expected: "0 or 1")
  }

  /// Text that is not empty.
  func string(_ key: String) throws -> String {
    let value = try required(key)
    guard json_object_get_type(value) == json_type_string,
      let text = json_object_get_string(value), text.pointee != 0
    else { throw mismatch(key, value, expected: "text") }
    return String(cString: text)
  }

  /// Text, nil if the key is missing or is not text.
  func stringIfPresent(_ key: String) -> String? {
    guard let value = member(key), json_object_get_type(value) == json_type_string else {
      return nil
    }
    return json_object_get_string(value).map { String(cString: $0) }
  }

  /// A box as COCO writes it: `[x, y, width, height]`.
  func bbox(_ key: String) throws -> COCOBox {
    let value = try required(key)
    let expected = "[x, y, width, height], four finite numbers"
    guard json_object_get_type(value) == json_type_array else {
      throw mismatch(key, value, expected: expected)
    }
    guard json_object_array_length(value) == 4 else {
      throw mismatch(
        key, "a list of \(json_object_array_length(value)) values", expected: expected)
    }
    func coordinate(_ index: Int) throws -> Double {
      guard let number = json_object_array_get_idx(value, index).flatMap(Self.finite) else {
        throw mismatch(key, value, expected: expected)
      }
      return number
    }
    let box = COCOBox(
      x: try coordinate(0), y: try coordinate(1),
      width: try coordinate(2), height: try coordinate(3))
    // Huge finite numbers would turn into infinities later.
    guard box.maxX.isFinite, box.maxY.isFinite, (box.width * box.height).isFinite else {
      throw mismatch(key, value, expected: "a box of a size that pictures have")
    }
    return box
  }

  /// The area in polygons `[[x, y, x, y, ...], ...]` by the shoelace formula, nil if there are
  /// none.
  func polygonArea(_ key: String) -> Double? {
    guard let list = member(key), json_object_get_type(list) == json_type_array,
      json_object_array_length(list) > 0
    else { return nil }
    var area = 0.0
    for index in 0..<json_object_array_length(list) {
      guard let polygon = json_object_array_get_idx(list, index),
        let partial = Self.shoelaceArea(polygon)
      else { return nil }
      area += partial
    }
    return area
  }

  private static func shoelaceArea(_ polygon: OpaquePointer) -> Double? {
    guard json_object_get_type(polygon) == json_type_array else { return nil }
    let count = json_object_array_length(polygon)
    guard count >= 6, count % 2 == 0 else { return nil }
    var numbers: [Double] = []
    for index in 0..<count {
      guard let number = json_object_array_get_idx(polygon, index).flatMap(finite) else {
        return nil
      }
      numbers.append(number)
    }
    var twice = 0.0
    for x in stride(from: 0, to: count, by: 2) {
      let following = (x + 2) % count
      twice += numbers[x] * numbers[following + 1] - numbers[following] * numbers[x + 1]
    }
    return (abs(twice) / 2).isFinite ? abs(twice) / 2 : nil
  }
}

// MARK: - Members

extension JSONObject {
  /// The value of `key`; nil if it is missing or null, which json-c does not tell apart here.
  private func member(_ key: String) -> OpaquePointer? {
    var value: OpaquePointer?
    return json_object_object_get_ex(pointer, key, &value) != 0 ? value : nil
  }

  private func isPresent(_ key: String) -> Bool { member(key) != nil }

  private func required(_ key: String) throws -> OpaquePointer {
    var value: OpaquePointer?
    guard json_object_object_get_ex(pointer, key, &value) != 0 else {
      throw DatasetError("\(identifiedPlace) has no '\(key)'.")
    }
    guard let value else { throw DatasetError("'\(key)' of \(identifiedPlace) is null.") }
    return value
  }

  private static func finite(_ value: OpaquePointer) -> Double? {
    let type = json_object_get_type(value)
    guard type == json_type_int || type == json_type_double else { return nil }
    let number = json_object_get_double(value)
    return number.isFinite ? number : nil
  }

  private func mismatch(_ key: String, _ value: OpaquePointer, expected: String) -> DatasetError {
    let text = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN).map {
      String(cString: $0)
    }
    let shown = text.map { $0.count > 60 ? "\($0.prefix(60))..." : $0 } ?? "null"
    return mismatch(key, shown, expected: expected)
  }

  private func mismatch(_ key: String, _ found: String, expected: String) -> DatasetError {
    DatasetError("'\(key)' of \(identifiedPlace) is \(found); expected \(expected).")
  }

  /// "annotations[17] (id 48103) in 'coco.json'".
  private var identifiedPlace: String {
    // json-c saturates ids out of range: better none than a wrong one.
    guard let id = member("id"), json_object_get_type(id) == json_type_int,
      json_object_get_int64(id) != .max
    else { return place.description }
    return "\(place.element) (id \(json_object_get_int64(id))) in '\(place.path)'"
  }
}
