import Yams

/// A YAML file that holds only what differs from some defaults.
struct YAMLOverlay {
  let path: String
  /// What the file should be: "recipe of a detector".
  private let kind: String
  private let root: Node

  /// - Throws: ``TrainingError`` if the text is not YAML with keys.
  init(_ text: String, path: String, kind: String) throws {
    self.path = path
    self.kind = kind
    do {
      root = try compose(yaml: text) ?? .mapping([:])
    } catch let error as YamlError {
      throw TrainingError("'\(path)' is not YAML: \(error.sentence).")
    }
    guard root.mapping != nil else {
      throw TrainingError("'\(path)' is no \(kind): the file must hold keys with values.")
    }
  }

  /// The text at a key such as `"network", "depth"`, if it is there.
  func text(at keys: String...) -> String? {
    keys.reduce(root as Node?) { $0?.mapping?[Node($1)] }?.string
  }

  /// The defaults with the file's values in place of theirs, key by key.
  ///
  /// - Parameter optionalKeys: Keys that the defaults leave out because their value is nil, for
  ///   suggestions.
  /// - Throws: ``TrainingError`` that names a key that does not exist, and the nearest that does, or
  ///   whose value is not possible.
  func applied<Value: Codable>(to defaults: Value, optionalKeys: [String] = []) throws -> Value {
    let encoder = YAMLEncoder()
    let value: Value
    do {
      let base = try compose(yaml: encoder.encode(defaults)) ?? .mapping([:])
      value = try YAMLDecoder().decode(Value.self, from: base.overlaid(with: root))
    } catch let error as DecodingError {
      throw TrainingError("'\(path)' is no \(kind): \(error.sentence(format: "YAML")).")
    }
    // What the value writes is what it has read.
    let known = try compose(yaml: encoder.encode(value)) ?? .mapping([:])
    try checkKeys(of: root, known, optionalKeys, at: "")
    return value
  }

  private func checkKeys(
    of node: Node, _ known: Node, _ optionalKeys: [String], at place: String
  ) throws {
    if let items = node.sequence, let others = known.sequence, items.count == others.count {
      for (index, (item, other)) in zip(items, others).enumerated() {
        try checkKeys(of: item, other, [], at: "\(place.dropLast())[\(index)].")
      }
    }
    guard let given = node.mapping, let known = known.mapping else { return }
    for (key, value) in given {
      let name = key.string ?? ""
      if let next = known[key] {
        try checkKeys(of: value, next, [], at: "\(place)\(name).")
        continue
      }
      let names = (known.keys.compactMap(\.string) + optionalKeys).sorted()
      let hint =
        name.nearest(in: names).map { "did you mean '\(place)\($0)'?" }
        ?? "known here: \(names.joined(separator: ", "))."
      throw TrainingError("'\(path)' has the unknown key '\(place)\(name)'; \(hint)")
    }
  }
}

extension Node {
  /// This node with another in its place; mappings are joined key by key.
  fileprivate func overlaid(with overlay: Node) -> Node {
    guard var own = mapping, let changes = overlay.mapping else { return overlay }
    for (key, value) in changes { own[key] = own[key]?.overlaid(with: value) ?? value }
    return .mapping(own)
  }
}

extension YamlError {
  /// One line: where and what.
  fileprivate var sentence: String {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
      "line \(mark.line), column \(mark.column): \(problem)"
    default: "\(self)".split(separator: "\n").joined(separator: " ")
    }
  }
}
