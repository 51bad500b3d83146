import Foundation

/// What a run folder's `config.yaml` holds: the data and the recipe, enough to go on.
package struct DetectorRun: Sendable, Codable {
  /// Where the data is.
  package struct Sources: Sendable, Codable {
    package var dataset: String
    package var images: String?
    /// A COCO JSON, or a share of the pictures that is held out of training.
    package var validation: String?
    /// Files of proposals that take the place of the network's own, for both data sets; pictures that
    /// are held out have theirs in the first.
    package var proposals, validationProposals: String?
    /// The classifier or the detector that it started from: to know, since resuming needs neither.
    package var backbone, weights: String?
    var hasStart: Bool { (backbone ?? weights) != nil }

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
      var sources = self
      sources.dataset = absolute(dataset)
      if heldOutShare == nil { sources.validation = validation.map(absolute) }
      for path in [
        \Sources.images, \.proposals, \.validationProposals, \.backbone, \.weights,
      ] {
        sources[keyPath: path] = sources[keyPath: path].map(absolute)
      }
      return sources
    }

    /// The share of the pictures that is held out; nil if others are evaluated, or none.
    package var heldOutShare: Double? { validation.flatMap(Self.heldOutShare) }

    /// The share that a value of `--val` says; nil if it is a file.
    package static func heldOutShare(_ validation: String) -> Double? {
      Double(validation).flatMap { 0 < $0 && $0 < 1 ? $0 : nil }
    }

    /// - Throws: `DatasetError` if the file is not COCO's or a picture is missing.
    package func openTraining() throws -> DetectionDataset {
      try DetectionDataset(path: dataset, images: images, boxes: .lenient)
    }

    /// The pictures to train on, and those to evaluate on, if there are any.
    /// - Parameter seed: Decides what is held out.
    /// - Throws: As ``openTraining()``.
    package func split(
      _ training: DetectionDataset, seed: UInt64
    ) throws -> (training: DetectionDataset, validation: DetectionDataset?) {
      if let share = heldOutShare {
        let untouched = try DetectionDataset(path: dataset, images: images, boxes: .untouched)
        return try training.split(holdingOut: share, of: untouched, seed: seed)
      }
      let validation = try validation.map {
        try DetectionDataset(path: $0, images: images, boxes: .untouched)
      }
      return (training, validation)
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
    try self.init(YAMLOverlay(text, path: path, kind: "configuration of a detector's run"))
  }

  /// Whether a file says where data is, as a recipe does not.
  static func isConfiguration(_ overlay: YAMLOverlay) -> Bool {
    overlay.text(at: "sources", "dataset") != nil
  }

  init(_ overlay: YAMLOverlay) throws {
    var base = Self(
      sources: Sources(dataset: "", images: nil, validation: nil), recipe: DetectorRecipe())
    // What is nil is not written: a default would come back in its place.
    base.recipe.inference.votingOverlap = nil
    self = try overlay.applied(to: base)
    guard !sources.dataset.isEmpty else {
      throw TrainingError(
        "'\(overlay.path)' is no configuration of a detector's run: it names no 'dataset'.")
    }
    // Older versions kept a warm-up that this course never had.
    if recipe.schedule.kind == .oneCycle { recipe.schedule.warmupEpochs = 0 }
    try recipe.validate(readFrom: overlay.path)
  }
}
