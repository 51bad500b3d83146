import Autograd
import NeuralNet

/// Turns regions of the trunk's maps into the vectors that the linear layers read.
protocol RegionEncoder {
  /// Scalars of the vector for classes, and of that for boxes.
  var classUnits: Int { get }
  var boxUnits: Int { get }
  /// Regions that are affordable at once.
  var blockSize: Int { get }

  /// - Parameter maps: The trunk's, one for each level.
  func callAsFunction(_ maps: [Variable], _ regions: [BatchBox], _ mode: Mode) -> EncodedRegions
}

/// The vectors of regions, `[R, units]`.
struct EncodedRegions {
  let classes: Variable
  /// For the box regressor; nil if there is none.
  let boxes: Variable?
}
