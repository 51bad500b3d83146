/// AttractioNet's two sub-networks (arXiv 1606.04446, section 3), sized for a CPU.
///
/// The paper's objectness sub-network has two layers of 4,096 on VGG-16's 512 channels: 120 million
/// weights, 0.12 GMAC for a box, 1.2 TMAC for 10,000. Its convolutions for the location have 512
/// channels in LocNet's code; how many in AttractioNet's is not published.
public struct ProposalArchitecture: Sendable, Hashable, Codable {
  /// Hidden layers of the objectness sub-network (2), and the units of each (4,096).
  public var objectnessLayers = 1
  public var objectnessUnits = 64
  /// Channels of the location sub-network's convolutions (512).
  public var localizationChannels = 32
  /// Cells per axis of its search region, M (56). The region is 1.8 times as large as the box, as
  /// LocNet's: AttractioNet's own factor is not published.
  public var localizationCells = 56

  public init() {}
}
