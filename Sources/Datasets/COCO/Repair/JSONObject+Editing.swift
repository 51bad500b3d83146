extension JSONObject {
  /// The object's text with other values: nil removes a key, new keys come last, all others stay as
  /// they are.
  func edited(_ changes: [(key: StaticString, value: String?)]) -> String {
    if changes.isEmpty { return String(decoding: text, as: UTF8.self) }
    var written: Set<Int> = []
    var parts: [String] = []
    for member in members {
      guard let change = changes.firstIndex(where: { hasKey(member, $0.key) }) else {
        parts.append("\(string(member.key)):\(string(member.value))")
        continue
      }
      guard written.insert(change).inserted, let value = changes[change].value else { continue }
      parts.append("\(string(member.key)):\(value)")
    }
    for (index, change) in changes.enumerated() where !written.contains(index) {
      if let value = change.value { parts.append("\"\(change.key)\":\(value)") }
    }
    return "{\(parts.joined(separator: ","))}"
  }

  private func string(_ range: Range<Int>) -> String {
    String(decoding: text[range], as: UTF8.self)
  }
}
