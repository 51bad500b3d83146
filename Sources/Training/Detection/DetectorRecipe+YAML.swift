extension DetectorRecipe {
  /// The recipe as the `config.yaml` of a run.
  public func yaml() throws -> String { try YAMLText.text(of: self) }

  /// A recipe from YAML that holds only what differs from the defaults.
  /// - Throws: ``TrainingError`` that names the key or value that is wrong.
  public init(yaml text: String, path: String) throws {
    let overlay = try YAMLOverlay(text, path: path, kind: "recipe of a detector")
    var defaults = DetectorRecipe()
    // The default's warm-up is not for it.
    if overlay.text(at: "schedule", "kind") == LearningRateSchedule.Kind.oneCycle.rawValue {
      defaults.setSchedule(.oneCycle)
    }
    self = try overlay.applied(to: defaults, optionalKeys: ["freezesBatchNorm"])
    do {
      try validate()
    } catch {
      throw TrainingError("'\(path)' cannot be followed: \(error)")
    }
  }
}
