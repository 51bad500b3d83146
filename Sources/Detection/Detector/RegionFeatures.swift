import Autograd
import NeuralNet
import TensorCore

/// The trunk's maps from which boxes are pooled, each narrowed by a 1x1 convolution and batch
/// normalisation so that thousands of boxes are affordable on a CPU.
package struct RegionFeatures {
  /// The narrowed maps of one batch.
  package struct Maps {
    let levels: [(map: Variable, stride: Int)]

    /// Each region by RoIAlign from every level, levels concatenated: `[R, size, size, channels]`.
    func pooled(_ regions: [BatchBox], size: Int, samples: Int = 2) -> Variable {
      Variable.pooled(
        levels.map(\.map), regions.map(\.regionOfInterest),
        RoIPooling(
          height: size, width: size, scales: levels.map { 1 / Float($0.stride) },
          method: .align(samples: samples)))
    }

    /// The same maps without a tape: for choosing boxes during training.
    var detached: Maps { Maps(levels: levels.map { ($0.map.detached, $0.stride) }) }
  }

  /// The channels of a pooled region.
  let channels: Int
  private let layers: [(conv: Conv2D, norm: BatchNorm, stride: Int)]

  init(_ builder: ParameterBuilder, levels: [(channels: Int, stride: Int)], channelsPerLevel: Int) {
    channels = channelsPerLevel * levels.count
    layers = levels.enumerated().map { index, level in
      let path = builder / index
      return (
        Conv2D(
          path / "conv", inputChannels: level.channels, outputChannels: channelsPerLevel,
          kernelSize: 1),
        BatchNorm(path / "bn", channels: channelsPerLevel), level.stride
      )
    }
  }

  package func callAsFunction(_ trunk: [Variable], _ mode: Mode) -> Maps {
    Maps(levels: zip(layers, trunk).map { ($0.norm($0.conv($1), mode, relu: true), $0.stride) })
  }
}
