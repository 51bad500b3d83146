/// MultiPathNet's region classifier (arXiv 1604.02135), sized for a CPU.
public struct RegionArchitecture: Sendable, Hashable, Codable {
  /// The context that each tower sees.
  public var foveal: [FovealRegion] = [.x1, .x1_5]
  /// Channels of a tower after its 1x1 convolution.
  public var reducedChannels = 32
  /// Units of each tower's linear layer.
  public var towerUnits = 128

  public init() {}
}
