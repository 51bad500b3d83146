import Yams

extension DetectorRecipe {
  /// The recipe as the `config.yaml` of a run.
  public func yaml() throws -> String { try YAMLText.text(of: self) }

  /// A recipe from YAML that holds only what differs from the defaults.
  /// - Throws: ``TrainingError`` that names the key or value that is wrong.
  public init(yaml text: String, path: String) throws {
    do {
      guard let defaults = try compose(yaml: DetectorRecipe().yaml()) else {
        throw TrainingError("the default recipe is empty.")
      }
      let overlay = try compose(yaml: text) ?? Node.mapping([:])
      self = try YAMLDecoder().decode(
        Self.self, from: defaults.overlaid(with: overlay, at: "", in: path))
    } catch let error as DecodingError {
      throw TrainingError(
        "'\(path)' is no recipe of a detector: \(error.sentence(format: "YAML")).")
    } catch let error as YamlError {
      throw TrainingError("'\(path)' is not YAML: \(error).")
    }
    do {
      try validate()
    } catch {
      throw TrainingError("'\(path)' cannot be followed: \(error)")
    }
  }
}

extension Node {
  /// This mapping with the values of another one, whose keys must exist here.
  fileprivate func overlaid(with overlay: Node, at key: String, in path: String) throws -> Node {
    guard case .mapping(var mapping) = self else { return overlay }
    guard case .mapping(let changes) = overlay else {
      let name = key.isEmpty ? "the file" : "'\(key)'"
      throw TrainingError(
        "'\(path)' is no recipe of a detector: \(name) must hold keys with values.")
    }
    for (name, value) in changes {
      let full = key.isEmpty ? (name.string ?? "") : "\(key).\(name.string ?? "")"
      if let own = mapping[name] {
        mapping[name] = try own.overlaid(with: value, at: full, in: path)
      } else if optionalKeys.contains(full) {
        mapping[name] = value
      } else {
        let known = mapping.keys.compactMap(\.string).sorted().joined(separator: ", ")
        throw TrainingError("'\(path)' has the unknown key '\(full)'; known here: \(known).")
      }
    }
    return .mapping(mapping)
  }
}

/// Keys that the default recipe leaves out because their value is nil.
private let optionalKeys: Set<String> = ["inference.votingOverlap"]
