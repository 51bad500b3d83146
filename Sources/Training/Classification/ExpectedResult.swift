/// What a recipe gave somebody else: a row of the paper's tables.
public struct ExpectedResult: Sendable, Hashable, Codable {
  /// Share of the validation pictures that were wrong after the last epoch, in percent.
  public var error: Double
  /// Share whose label was not among the five highest logits, in percent.
  public var top5Error: Double?
  /// Weights of the network in millions, as printed there.
  public var millionWeights: Double?
  /// Where it stands in the paper: "Table 4".
  public var source: String
  /// The epochs that it took, if this recipe has another number.
  public var epochs: Int?

  public init(
    error: Double, top5Error: Double? = nil, millionWeights: Double? = nil, source: String
  ) {
    self.error = error
    self.top5Error = top5Error
    self.millionWeights = millionWeights
    self.source = source
  }
}
