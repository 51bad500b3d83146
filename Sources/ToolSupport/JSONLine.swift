/// A value as one line of JSON.
///
/// Keys keep the order in which the value encodes them, so that `"type"` can stand first. A number
/// has the fewest digits that read back as the same number; one that is not finite is `null`, since
/// JSON has no word for it. Synthesised encoding leaves out keys whose value is `nil`.
package enum JSONLine {
  /// - Throws: What the value's own `encode(to:)` throws.
  package static func text(of value: some Encodable) throws -> String {
    let node = JSONNode()
    try JSONLineEncoder(node: node).encode(value)
    var text = ""
    node.append(to: &text)
    return text
  }
}
