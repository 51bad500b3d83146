import WideResNet

extension ClassifierRecipe {
  /// The whole recipe as the `config.yaml` of a run.
  public func yaml() throws -> String {
    "# What this run was started with; wrn-train reads it again to resume.\n"
      + (try YAMLText.text(of: self))
  }

  /// A recipe from YAML that names its data set and holds only what differs from its defaults.
  /// - Throws: ``TrainingError`` that names the key or value that is wrong.
  public init(yaml text: String, path: String) throws {
    try self.init(YAMLOverlay(text, path: path, kind: Self.kind))
  }

  /// A recipe from a YAML file.
  /// - Throws: ``TrainingError`` if it cannot be read, or names the key or value that is wrong.
  public init(contentsOfFile path: String) throws {
    try self.init(YAMLOverlay(contentsOfFile: path, kind: Self.kind))
  }

  private static var kind: String { "recipe of a classifier" }

  private init(_ overlay: YAMLOverlay) throws {
    self = try overlay.applied(
      to: Self.defaults(for: overlay), optionalKeys: ["expected", "weights"])
    try validate(readFrom: overlay.path)
  }

  /// The defaults for the file's data set, network and number of epochs, on which others depend.
  private static func defaults(for overlay: YAMLOverlay) throws -> ClassifierRecipe {
    let name = overlay.text(at: "dataset")
    guard let dataset = name.flatMap(ClassifierDataset.init) else {
      let known = ClassifierDataset.allCases.map(\.rawValue).joined(separator: ", ")
      throw TrainingError(
        "'\(overlay.path)' is no recipe of a classifier: 'dataset' must be one of \(known), "
          + (name.map { "got '\($0)'." } ?? "but is missing."))
    }
    var recipe = ClassifierRecipe(dataset)
    recipe.network = network(recipe.network, overlay)
    let epochs = overlay.text(at: "epochs").flatMap { Int($0) }
    if let epochs, (1...1_000_000).contains(epochs) {
      recipe.setEpochs(epochs)
    }
    return recipe
  }

  /// Kernels and shortcuts follow from architecture and depth; the data set's width and dropout are
  /// those of its own architecture.
  private static func network(
    _ usual: NetworkConfiguration, _ overlay: YAMLOverlay
  ) -> NetworkConfiguration {
    let depth = overlay.text(at: "network", "depth").flatMap { Int($0) } ?? usual.depth
    let name = overlay.text(at: "network", "architecture")
    let architecture = name.flatMap(NetworkConfiguration.Architecture.init) ?? usual.architecture
    guard architecture == usual.architecture else {
      return NetworkConfiguration(
        family: usual.family, architecture: architecture, depth: depth, classes: usual.classes)
    }
    return NetworkConfiguration(
      family: usual.family, architecture: architecture, depth: depth, width: usual.width,
      dropout: usual.dropout, classes: usual.classes)
  }
}
