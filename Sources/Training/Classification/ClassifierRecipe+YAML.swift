import Yams

extension ClassifierRecipe {
  /// The recipe as the `config.yaml` of a run.
  public func yaml() throws -> String {
    "# What this run was started with; wrn-train reads it again to resume.\n"
      + (try YAMLText.text(of: self))
  }

  /// Reads the `config.yaml` of a run.
  /// - Throws: ``TrainingError`` that names the key or value that is wrong.
  public init(yaml text: String, path: String) throws {
    do {
      self = try YAMLDecoder().decode(Self.self, from: text)
    } catch let error as DecodingError {
      throw TrainingError("'\(path)' is no configuration of a classifier: \(error.sentence).")
    } catch {
      throw TrainingError("'\(path)' is not YAML: \(error).")
    }
    do {
      try validate()
    } catch {
      throw TrainingError("'\(path)' cannot be followed: \(error)")
    }
  }
}

extension DecodingError {
  /// "'network.depth' is missing" and the like.
  var sentence: String {
    func path(_ keys: [any CodingKey]) -> String {
      "'\(keys.map(\.stringValue).joined(separator: "."))'"
    }
    return switch self {
    case .keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(path(context.codingPath)) has a value of the wrong kind"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "it is not YAML" : "\(path(context.codingPath)) has a value that is not possible"
    @unknown default: "it cannot be read"
    }
  }
}
