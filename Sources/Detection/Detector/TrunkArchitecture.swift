/// The Wide ResNet under a detector.
public struct TrunkArchitecture: Sendable, Hashable, Codable {
  /// The depth of the ImageNet network, 18, 34, 50, 101 or 152, and its widening factor.
  public var depth = 18
  public var width = 0.5
  /// The layers that boxes are pooled from, in 1...4: 2 has stride 8, 3 stride 16. In ascending
  /// order; the trunk ends with the last.
  public var levels = [2, 3]

  public init() {}
}
