import Datasets
import TensorCore
import Training

extension PicturePreparation {
  /// A picture prepared for training, `[size, size, 3]`.
  func tensor(_ source: PictureSource, using generator: RandomGenerator) throws -> Tensor {
    try tensor([source], using: [generator]).reshaped(to: [size, size, 3])
  }
}
