import Autograd
import NeuralNet
import TensorCore

/// MultiPathNet's linear layer for boxes: four offsets for each class, trained once for all
/// thresholds of the integral loss.
struct BoxRegressor {
  private let linear: Linear

  init(_ builder: ParameterBuilder, inputs: Int, classCount: Int) {
    linear = Linear(
      builder, inputs: inputs, outputs: 4 * classCount,
      initializer: .normal(standardDeviation: 0.001))
  }

  /// For each region, the box of an object of each class.
  func boxes(_ vectors: Variable, _ regions: [BatchBox]) -> [[Box]] {
    let offsets = linear(vectors).value
    let count = offsets.shape.channels
    let scalars = offsets.scalars
    return regions.enumerated().map { row, region in
      stride(from: row * count, to: (row + 1) * count, by: 4).map { i in
        BoxOffsets(SIMD4(scalars[i], scalars[i + 1], scalars[i + 2], scalars[i + 3]))
          .box(from: region.box)
      }
    }
  }

  /// The smooth L1 loss of the offsets, for the object's class, of regions that overlap it by at
  /// least `threshold`; divided by the number of all regions (Fast R-CNN).
  func loss(_ vectors: Variable, _ samples: [RegionSample], threshold: Float) -> Variable {
    let offsets = linear(vectors)
    let count = offsets.shape.channels
    var targets = Array(repeating: Float(0), count: offsets.shape.count)
    var weights = targets
    for (row, sample) in samples.enumerated() {
      guard let object = sample.object(threshold: threshold) else { continue }
      let target = BoxOffsets(of: object.box, from: sample.region.box).values
      for i in 0..<4 {
        let place = row * count + 4 * object.category + i
        targets[place] = target[i]
        weights[place] = 1 / Float(samples.count)
      }
    }
    return offsets.smoothL1(
      targets: Tensor(targets, shape: offsets.shape), weights: Tensor(weights, shape: offsets.shape)
    )
  }
}
