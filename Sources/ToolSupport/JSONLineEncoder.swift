import Foundation

/// Encodes into one `JSONNode`.
struct JSONLineEncoder: Encoder {
  let node: JSONNode
  var codingPath: [any CodingKey] = []
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func encode(_ value: some Encodable) throws {
    switch value {
    case let date as Date: node.content = .string(date.formatted(.iso8601))
    case let url as URL: node.content = .string(url.absoluteString)
    default: try value.encode(to: self)
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(KeyedContainer<Key>(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .array = node.content {} else { node.content = .array([]) }
    return UnkeyedContainer(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SingleValueContainer(node: node, codingPath: codingPath)
  }

  struct KeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: JSONNode
    let codingPath: [any CodingKey]

    private func encoder(_ key: any CodingKey) -> JSONLineEncoder {
      JSONLineEncoder(node: node.child(for: key.stringValue), codingPath: codingPath + [key])
    }

    func encodeNil(forKey key: Key) { node.child(for: key.stringValue).content = .literal("null") }

    func encode(_ value: some Encodable, forKey key: Key) throws {
      try encoder(key).encode(value)
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      encoder(key).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      encoder(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
      JSONLineEncoder(node: node.child(for: "super"), codingPath: codingPath)
    }

    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
  }

  struct UnkeyedContainer: UnkeyedEncodingContainer {
    let node: JSONNode
    let codingPath: [any CodingKey]

    var count: Int {
      if case .array(let elements) = node.content { elements.count } else { 0 }
    }

    private func encoder() -> JSONLineEncoder {
      JSONLineEncoder(node: node.appended(), codingPath: codingPath)
    }

    func encodeNil() { node.appended().content = .literal("null") }

    func encode(_ value: some Encodable) throws { try encoder().encode(value) }

    func nestedContainer<Nested: CodingKey>(
      keyedBy keyType: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
      encoder().container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }

    func superEncoder() -> any Encoder { encoder() }
  }

  struct SingleValueContainer: SingleValueEncodingContainer {
    let node: JSONNode
    let codingPath: [any CodingKey]

    private func literal(_ value: some LosslessStringConvertible) {
      node.content = .literal(String(value))
    }

    private func number(_ value: some BinaryFloatingPoint & LosslessStringConvertible) {
      node.content = .literal(value.isFinite ? String(value) : "null")
    }

    func encodeNil() { node.content = .literal("null") }
    func encode(_ value: Bool) { literal(value) }
    func encode(_ value: String) { node.content = .string(value) }
    func encode(_ value: Double) { number(value) }
    func encode(_ value: Float) { number(value) }
    func encode(_ value: Int) { literal(value) }
    func encode(_ value: Int8) { literal(value) }
    func encode(_ value: Int16) { literal(value) }
    func encode(_ value: Int32) { literal(value) }
    func encode(_ value: Int64) { literal(value) }
    func encode(_ value: UInt) { literal(value) }
    func encode(_ value: UInt8) { literal(value) }
    func encode(_ value: UInt16) { literal(value) }
    func encode(_ value: UInt32) { literal(value) }
    func encode(_ value: UInt64) { literal(value) }

    func encode(_ value: some Encodable) throws {
      try JSONLineEncoder(node: node, codingPath: codingPath).encode(value)
    }
  }
}
