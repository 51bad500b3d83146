import Foundation
import Yams

/// What a run folder's `config.yaml` holds: the data and the recipe, enough to go on.
package struct DetectorRun: Sendable, Codable {
  /// Where the data is.
  package struct Sources: Sendable, Codable {
    package var dataset: String
    package var images: String?
    package var validation: String?
    /// Files of proposals that take the place of the network's own, for both data sets.
    package var proposals, validationProposals: String?

    package init(
      dataset: String, images: String?, validation: String?, proposals: String? = nil,
      validationProposals: String? = nil
    ) {
      self.dataset = dataset
      self.images = images
      self.validation = validation
      self.proposals = proposals
      self.validationProposals = validationProposals
    }

    /// The same places by their full paths, so that a run can be resumed from any folder.
    package var absolute: Sources {
      func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
      return Sources(
        dataset: absolute(dataset), images: images.map(absolute),
        validation: validation.map(absolute), proposals: proposals.map(absolute),
        validationProposals: validationProposals.map(absolute))
    }

    /// The JSON's name without its extension.
    package var name: String {
      ((dataset as NSString).lastPathComponent as NSString).deletingPathExtension
    }
  }

  package var sources: Sources
  package var recipe: DetectorRecipe

  package init(sources: Sources, recipe: DetectorRecipe) {
    self.sources = sources
    self.recipe = recipe
  }

  package func yaml() throws -> String {
    "# What this run was started with; wrn-detect reads it again to resume.\n"
      + (try YAMLText.text(of: self))
  }

  /// - Throws: ``TrainingError`` that names the key or value that is wrong.
  package init(yaml text: String, path: String) throws {
    do {
      self = try YAMLDecoder().decode(Self.self, from: text)
    } catch let error as DecodingError {
      throw TrainingError(
        "'\(path)' is no configuration of a detector's run: \(error.sentence(format: "YAML")).")
    } catch {
      throw TrainingError("'\(path)' is not YAML: \(error).")
    }
    try recipe.validate()
  }
}

extension DetectorRecipe {
  /// Reads a recipe from a YAML file.
  /// - Throws: ``TrainingError`` if the file cannot be read or names the key or value that is
  ///   wrong.
  package init(contentsOf path: String) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw TrainingError("cannot read the recipe '\(path)'.")
    }
    try self.init(yaml: text, path: path)
  }
}
