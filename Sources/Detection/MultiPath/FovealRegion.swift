/// The context around a box that one tower of MultiPathNet sees (arXiv 1604.02135, section 3.2):
/// the box scaled about its centre, not clipped.
public enum FovealRegion: Float, Sendable, Hashable, CaseIterable, Codable {
  case x1 = 1
  case x1_5 = 1.5
  case x2 = 2
  case x4 = 4

  public func box(of box: Box) -> Box { box.scaled(by: rawValue) }

  /// How many of the trunk's last levels the tower pools (its skip connections): the paper's conv3,
  /// conv4 and conv5 for the box itself, the last two for 1.5x and 2x, the last for 4x. With fewer
  /// levels, those there are.
  var levelCount: Int {
    switch self {
    case .x1: 3
    case .x1_5, .x2: 2
    case .x4: 1
    }
  }
}
