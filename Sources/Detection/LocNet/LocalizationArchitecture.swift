/// LocNet (arXiv 1511.07763), sized for a CPU.
public struct LocalizationArchitecture: Sendable, Hashable, Codable {
  public var model = LocalizationModel.combined
  /// Whether there are outputs for each class, as in LocNet, or one set for all, as in AttractioNet.
  /// With 80 classes the paper's last layers would have 96 million weights.
  public var isClassSpecific = false
  /// Channels of its convolutions (512).
  public var channels = 32
  /// Cells per axis of a search region, M.
  public var cells = 28

  public init() {}

  /// The outputs of each of its two last layers, whatever the values are.
  package func outputs(classes: Int) -> Double {
    Double(isClassSpecific ? classes : 1) * Double(model.vectors.count) * Double(cells)
  }
}
