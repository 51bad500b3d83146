/// What determines a detector's weights; saved with them.
public struct DetectorArchitecture: Sendable, Hashable, Codable {
  public var trunk = TrunkArchitecture()
  /// Channels of each level of the trunk after the 1x1 convolution in front of proposals and
  /// localisation.
  public var narrowedChannels = 32
  public var proposals = ProposalArchitecture()
  public var regions = RegionArchitecture()
  public var localization = LocalizationArchitecture()

  public init() {}

  /// How many of the trunk's groups are built: those of the levels, and the one that is a head.
  var groupCount: Int { regions.head == .layer4 ? 4 : trunk.levels.last ?? 1 }
}
