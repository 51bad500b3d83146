import TensorCore

/// MultiPathNet's region classifier (arXiv 1604.02135), sized for a CPU.
public struct RegionArchitecture: Sendable, Hashable, Codable {
  /// What turns a region into a vector.
  public enum Head: String, Sendable, Hashable, Codable, CaseIterable {
    /// Towers over foveal regions: the paper's network.
    case foveal
    /// The trunk's own `layer4` on each region: the authors' code for residual networks.
    case layer4
  }

  public enum Pooling: String, Sendable, Hashable, Codable, CaseIterable {
    /// RoIAlign, four samples per cell.
    case align
    /// The paper's maximum over whole cells.
    case max

    var method: RoIPooling.Method {
      switch self {
      case .align: .align(samples: 2)
      case .max: .max
      }
    }
  }

  public var head = Head.foveal
  /// How regions are cut out of the trunk's maps.
  public var pooling = Pooling.align
  /// Of the foveal head: the context that each tower sees.
  public var foveal: [FovealRegion] = [.x1, .x1_5]
  /// Of the foveal head: channels of a tower after its 1x1 convolution.
  public var reducedChannels = 32
  /// Of the foveal head: units of each tower's linear layer.
  public var towerUnits = 128
  /// The overlaps of the integral loss, ascending: for each there is a linear layer to which a
  /// region is an object from that IoU on. One, [0.5], is the usual classifier.
  public var thresholds: [Float] = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75]
  /// Whether boxes are regressed for each class: from a tower of its own with the foveal head, from
  /// the classifier's vector with `layer4`. The paper's COCO entry has LocNet in its place.
  public var boxTower = false

  public init() {}
}
