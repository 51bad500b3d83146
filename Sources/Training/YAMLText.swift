import Foundation
import Yams

/// Values as YAML for people: keys in the order of the type's properties, numbers with the fewest
/// digits that read back the same.
///
/// Yams writes 0.1 as `1e-1` and a `Float` with the digits of a `Double`. Foundation's JSON has
/// short numbers but no order, so each gives its part.
package enum YAMLText {
  package static func text(of value: some Encodable) throws -> String {
    let ordered = try YAMLEncoder().encode(value)
    let exact = String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    guard let order = try compose(yaml: ordered), let numbers = try compose(yaml: exact) else {
      return ordered
    }
    return try serialize(node: order.withNumbers(of: numbers))
  }
}

extension Node {
  fileprivate func withNumbers(of other: Node) -> Node {
    switch (self, other) {
    case (.mapping(let mapping), .mapping(let values)):
      return Node(
        mapping.map { key, value in (key, values[key].map(value.withNumbers) ?? value) })
    case (.sequence(let items), .sequence(let values)) where items.count == values.count:
      let isFlat = items.allSatisfy { $0.scalar != nil }
      return Node(
        zip(items, values).map { $0.withNumbers(of: $1) }, .implicit, isFlat ? .flow : .any)
    case (.scalar(let own), .scalar(let value))
    where own.style == .plain && Double(own.string) != nil:
      return Node(value.string.hasSuffix(".0") ? String(value.string.dropLast(2)) : value.string)
    default: return self
    }
  }
}
