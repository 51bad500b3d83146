/// LocNet (arXiv 1511.07763), sized for a CPU.
public struct LocalizationArchitecture: Sendable, Hashable, Codable {
  /// Channels of its convolutions.
  public var channels = 32
  /// Cells per axis of a search region, M.
  public var cells = 28

  public init() {}
}
