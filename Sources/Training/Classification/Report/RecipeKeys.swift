import Yams

/// A recipe as a flat list: "network.depth" and the like, in the order of its file.
package enum RecipeKeys {
  package static func all(of recipe: ClassifierRecipe) -> [(key: String, value: String)] {
    guard let text = try? YAMLText.text(of: recipe), let node = try? compose(yaml: text) else {
      return []
    }
    return entries(of: node, prefix: "")
  }

  private static func entries(of node: Node, prefix: String) -> [(key: String, value: String)] {
    guard let mapping = node.mapping else { return [(prefix, text(of: node))] }
    return mapping.flatMap { key, value in
      let name = key.scalar?.string ?? ""
      return entries(of: value, prefix: prefix.isEmpty ? name : "\(prefix).\(name)")
    }
  }

  /// "[60, 120, 160]".
  private static func text(of node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string
    case .sequence(let items): "[\(items.map(text).joined(separator: ", "))]"
    case .mapping(let pairs):
      "{\(pairs.map { "\(text(of: $0.key)): \(text(of: $0.value))" }.joined(separator: ", "))}"
    case .alias: ""
    }
  }
}
