/// One value of a JSON document while it is being built: encoding fills containers bit by bit.
final class JSONNode {
  enum Content {
    case literal(String)
    case string(String)
    case array([JSONNode])
    case object([(key: String, value: JSONNode)])
  }

  var content: Content

  /// A value that encodes nothing is an empty object, as in Foundation.
  init(_ content: Content = .object([])) {
    self.content = content
  }

  /// The node for `key`; a repeated key keeps its place and takes the new value.
  func child(for key: String) -> JSONNode {
    let node = JSONNode()
    var members: [(key: String, value: JSONNode)] = []
    if case .object(let existing) = content { members = existing }
    if let index = members.firstIndex(where: { $0.key == key }) {
      members[index].value = node
    } else {
      members.append((key, node))
    }
    content = .object(members)
    return node
  }

  /// A new last element.
  func appended() -> JSONNode {
    let node = JSONNode()
    if case .array(var elements) = content {
      // Otherwise the append below copies the elements of a long array each time.
      content = .array([])
      elements.append(node)
      content = .array(elements)
    } else {
      content = .array([node])
    }
    return node
  }

  func append(to text: inout String) {
    switch content {
    case .literal(let literal): text += literal
    case .string(let string): Self.appendQuoted(string, to: &text)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        element.append(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.appendQuoted(member.key, to: &text)
        text += ":"
        member.value.append(to: &text)
      }
      text += "}"
    }
  }

  private static func appendQuoted(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // Line separators would split the line for some readers.
      case "\u{0}"..<" ", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
