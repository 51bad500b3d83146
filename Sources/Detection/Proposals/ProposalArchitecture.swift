/// AttractioNet's two sub-networks (arXiv 1606.04446, section 3), sized for a CPU.
public struct ProposalArchitecture: Sendable, Hashable, Codable {
  /// Units of the objectness sub-network's hidden layer.
  public var objectnessUnits = 64
  /// Channels of the location sub-network's convolutions.
  public var localizationChannels = 32
  /// Cells per axis of its search region, M.
  public var localizationCells = 56

  public init() {}
}
