/// What determines a detector's weights; saved with them.
public struct DetectorArchitecture: Sendable, Hashable, Codable {
  /// The depth of the ImageNet network, 18, 34, 50, 101 or 152, and its widening factor.
  public var trunkDepth = 18
  public var trunkWidth = 0.5
  /// The layers of the trunk that boxes are pooled from, in 1...4: 2 has stride 8, 3 stride 16. The
  /// trunk ends with the last.
  public var levels = [2, 3]
  /// Channels of each level after the 1x1 convolution in front of proposals and localisation.
  public var proposalChannels = 32
  /// Units of the objectness sub-network's hidden layer.
  public var objectnessUnits = 64
  /// Channels of the localisation sub-network's convolutions.
  public var localizationChannels = 32
  /// Cells per axis of a search region, M.
  public var localizationCells = 28
  /// The context each tower of the region classifier sees.
  public var regions: [FovealRegion] = [.x1, .x1_5]
  /// Channels of a tower after its 1x1 convolution.
  public var reducedChannels = 32
  /// Units of each tower's linear layer.
  public var towerUnits = 128

  public init() {}
}
