/// A way to propose boxes.
public enum ProposalMethod: String, Sendable, Hashable, CaseIterable, Codable {
  /// The seed boxes themselves, the largest first: no network.
  case seeds
  /// As a region proposal network does (arXiv 1506.01497): the seed boxes of highest objectness,
  /// each refined once, then non-maximum suppression.
  case singlePass
  /// Attend-refine-repeat, in order of objectness.
  case repeated
  /// Attend-refine-repeat, put in order by multi-threshold suppression.
  case reordered
}
