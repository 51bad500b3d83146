import Detection

extension DetectorRecipe {
  /// The recipe as the `config.yaml` of a run.
  public func yaml() throws -> String { try YAMLText.text(of: self) }

  /// A recipe from YAML that holds only what differs from the defaults.
  /// - Throws: ``TrainingError`` that names the key or value that is wrong.
  public init(yaml text: String, path: String) throws {
    try self.init(YAMLOverlay(text, path: path, kind: Self.kind), DetectorArchitecture())
  }

  /// A recipe from a YAML file, which may be the `config.yaml` of a run.
  ///
  /// - Parameter start: Weights whose architecture is taken where the file names none.
  /// - Throws: ``TrainingError`` if the file cannot be read, or names the key or value that is wrong;
  ///   `CheckpointError` if the weights cannot be read.
  package init(contentsOfFile path: String, start: DetectorStart? = nil) throws {
    let overlay = try YAMLOverlay(contentsOfFile: path, kind: Self.kind)
    if DetectorRun.isConfiguration(overlay) {
      let run = try DetectorRun(overlay)
      self = run.recipe
      // That run's choice, unless this one starts like it.
      if run.sources.hasStart != (start != nil) { freezesBatchNorm = nil }
    } else {
      try self.init(overlay, start?.settings().architecture ?? DetectorArchitecture())
    }
  }

  private static var kind: String { "recipe of a detector" }

  private init(_ overlay: YAMLOverlay, _ architecture: DetectorArchitecture) throws {
    var defaults = DetectorRecipe()
    defaults.architecture = architecture
    // The default's warm-up is not for it.
    if overlay.text(at: "schedule", "kind") == LearningRateSchedule.Kind.oneCycle.rawValue {
      defaults.setSchedule(.oneCycle)
    }
    self = try overlay.applied(to: defaults, optionalKeys: ["freezesBatchNorm"])
    try validate(readFrom: overlay.path)
  }
}
