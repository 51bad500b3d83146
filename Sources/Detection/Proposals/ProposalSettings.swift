/// How proposals are made for a picture (AttractioNet's values in brackets).
public struct ProposalSettings: Sendable, Hashable, Codable {
  /// Seed boxes, at most (10,000).
  public var seeds = 2000
  /// Rounds of attend-refine-repeat (5), and boxes kept in each (2,000).
  public var repeats = 2
  public var activeBoxes = 200
  /// Whether multi-threshold suppression puts the proposals in order (true), instead of their
  /// objectness alone.
  public var reorders = true
  /// Proposals that the region classifier sees, at most.
  public var limit = 200

  public init() {}
}
