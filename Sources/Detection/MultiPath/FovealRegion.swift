/// The context around a box that one tower of MultiPathNet sees (arXiv 1604.02135, section 3.2):
/// the box scaled about its centre, not clipped.
public enum FovealRegion: Float, Sendable, Hashable, CaseIterable, Codable {
  case x1 = 1
  case x1_5 = 1.5
  case x2 = 2
  case x4 = 4

  public func box(of box: Box) -> Box { box.scaled(by: rawValue) }
}
