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
    guard let mapping = node.mapping else { return [(prefix, node.text)] }
    return mapping.flatMap { key, value in
      let name = key.scalar?.string ?? ""
      return entries(of: value, prefix: prefix.isEmpty ? name : "\(prefix).\(name)")
    }
  }
}
