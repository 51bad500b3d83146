import CommonSupport
import Foundation
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
      throw TrainingError(
        "'\(path)' is not YAML: \(error.sentence); a \(kind) is YAML that holds keys with values.")
    }
    guard root.mapping != nil else {
      throw TrainingError("'\(path)' is no \(kind): the file must hold keys with values.")
    }
  }

  /// Reads the file.
  /// - Throws: ``TrainingError`` if it cannot be read, or as above.
  init(contentsOfFile path: String, kind: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw TrainingError("'\(path)' cannot be read; a \(kind) in YAML was expected.")
    }
    try self.init(String(decoding: data, as: UTF8.self), path: path, kind: kind)
  }

  /// The text at a key such as `"network", "depth"`, if it is there.
  func text(at keys: String...) -> String? {
    keys.reduce(root as Node?) { $0?.mapping?[Node($1)] }?.string
  }

  /// The defaults with the file's values in place of theirs, key by key.
  ///
  /// - Parameter optionalKeys: Keys that the defaults leave out because their value is nil.
  /// - Throws: ``TrainingError`` that names a key that does not exist, and the nearest that does, or
  ///   a value that is not possible, and what is.
  func applied<Value: Codable>(to defaults: Value, optionalKeys: [String] = []) throws -> Value {
    let encoder = YAMLEncoder()
    let base = try compose(yaml: encoder.encode(defaults)) ?? .mapping([:])
    let value: Value = try decoded(base.overlaid(with: root))
    // What the value writes is what it has read; what the file made nil, the defaults still have.
    let written = try compose(yaml: encoder.encode(value)) ?? .mapping([:])
    try checkKeys(of: root, base.overlaid(with: written), optionalKeys, at: "")
    return value
  }

  private func decoded<Value: Decodable>(_ node: Node) throws -> Value {
    do {
      return try YAMLDecoder().decode(Value.self, from: node)
    } catch let error as DecodingError {
      let reason = error.sentence(format: "YAML") { root.value(at: $0)?.finding }
      throw TrainingError("'\(path)' is no \(kind): \(reason).")
    }
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
      } else if value.null != nil, optionalKeys.contains(name) {
        throw TrainingError(
          "'\(path)' is no \(kind): '\(place)\(name)' has no value; give it one or leave it out.")
      } else {
        throw unknownKey(name, at: place, known: known.keys.compactMap(\.string) + optionalKeys)
      }
    }
  }

  private func unknownKey(_ name: String, at place: String, known: [String]) -> TrainingError {
    let names = Set(known).sorted()
    let hint =
      name.nearest(in: names).map { "did you mean '\(place)\($0)'?" }
      ?? "known here: \(names.joined(separator: ", "))."
    return TrainingError("'\(path)' has the unknown key '\(place)\(name.excerpt)'; \(hint)")
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
