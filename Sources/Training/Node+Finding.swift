import CommonSupport
import Yams

extension Node {
  /// The value that a decoder reaches by a path; nil if there is none.
  func value(at path: [any CodingKey]) -> Node? {
    path.reduce(self as Node?) { node, key in
      // Keys of mappings may be numbers too.
      if let values = node?.mapping { return values[key.stringValue] }
      guard let items = node?.sequence, let index = key.intValue, items.indices.contains(index)
      else { return nil }
      return items[index]
    }
  }

  /// What an error says of a key with this value: "is 'many'", "is [1, 2]", "has no value".
  var finding: String {
    guard let scalar else { return "is \(text.excerpt)" }
    if null != nil { return "has no value" }
    // '10' in quotation marks is no number.
    return "is \(scalar.style == .plain ? "" : "the text ")'\(scalar.string.excerpt)'"
  }

  /// The value on one line: "[60, 120, 160]".
  var text: String {
    switch self {
    case .scalar(let scalar): scalar.string
    case .sequence(let items): "[\(items.map(\.text).joined(separator: ", "))]"
    case .mapping(let pairs):
      "{\(pairs.map { "\($0.key.text): \($0.value.text)" }.joined(separator: ", "))}"
    case .alias: ""
    }
  }
}
