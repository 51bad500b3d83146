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
      throw TrainingError(
        "'\(path)' is no configuration of a classifier: \(error.sentence(format: "YAML")).")
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
