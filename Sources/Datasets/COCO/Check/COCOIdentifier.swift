/// The id of an entry as a file has it.
enum COCOIdentifier: Hashable, CustomStringConvertible {
  /// As it should be: a whole number.
  case number(Int)
  /// Anything else, as its JSON text: entries may still refer to each other by it.
  case other(String)

  var number: Int? {
    if case .number(let number) = self { number } else { nil }
  }

  var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .other(let text): text
    }
  }
}

extension JSONObject {
  /// The id under `key`, nil if it is missing or null.
  func identifier(_ key: StaticString) -> COCOIdentifier? {
    member(key).map { value in
      value.wholeNumber.map(COCOIdentifier.number) ?? .other(value.description)
    }
  }
}

/// Small numbers for ids, so that entries refer to each other in any order of the file.
struct IdentifierTable {
  /// Stands for no id.
  static let none: Int32 = -1

  private(set) var identifiers: [COCOIdentifier] = []
  private var keys: [COCOIdentifier: Int32] = [:]

  /// The id's place in `identifiers`.
  mutating func key(for identifier: COCOIdentifier?) -> Int32 {
    guard let identifier else { return Self.none }
    if let key = keys[identifier] { return key }
    let key = Int32(clamping: identifiers.count)
    keys[identifier] = key
    identifiers.append(identifier)
    return key
  }

  /// - Parameter key: Of an id, or `none`.
  subscript(key: Int32) -> COCOIdentifier? { key < 0 ? nil : identifiers[Int(key)] }

  /// The first of `entries`, given as keys, that has each id; -1 for ids that none has.
  func owners(_ entries: some Sequence<Int32>) -> [Int] {
    var owners = [Int](repeating: -1, count: identifiers.count)
    for (index, key) in entries.enumerated() where key >= 0 && owners[Int(key)] < 0 {
      owners[Int(key)] = index
    }
    return owners
  }
}
