/// What a detector is trained by; a stage of a training may leave some out.
public enum DetectorLoss: String, Sendable, Hashable, Codable, CaseIterable {
  /// Of proposals: whether there is an object, and where.
  case objectness, proposalLocalization
  /// Of regions: which class it is, and where its borders are.
  case classification, localization
}
