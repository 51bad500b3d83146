import Detection
import Imaging
import TensorCore

/// Random changes to a training picture and its boxes.
public struct DetectionAugmentation: Sendable, Hashable, Codable {
  /// The probability of a mirror image.
  public var horizontalFlip: Float = 0.5
  /// The probability of turning upside down; for pictures without an up, such as microscopy.
  public var verticalFlip: Float = 0
  /// The picture is resized by a factor between `1 / (1 + scaleJitter)` and `1 + scaleJitter`.
  public var scaleJitter: Float = 0.25
  /// Brightness, contrast and saturation change by factors in `1 - colorJitter ... 1 +
  /// colorJitter`.
  public var colorJitter: Float = 0.2

  public init() {}

  func scale(_ generator: inout RandomGenerator) -> Float {
    let factor = 1 + scaleJitter * generator.uniform()
    return generator.chance(0.5) ? factor : 1 / factor
  }

  func apply(to sample: inout DetectionSample, using generator: inout RandomGenerator) {
    if generator.chance(horizontalFlip) {
      let width = sample.image.width
      sample.image = sample.image.flippedHorizontally()
      sample.transformBoxes { $0.flippedHorizontally(width: width) }
    }
    if generator.chance(verticalFlip) {
      let height = Float(sample.image.height)
      sample.image = sample.image.flippedVertically()
      sample.transformBoxes { Box(x0: $0.x0, y0: height - $0.y1, x1: $0.x1, y1: height - $0.y0) }
    }
    if colorJitter > 0 {
      sample.image = sample.image.colorJittered(
        brightness: factor(&generator), contrast: factor(&generator), saturation: factor(&generator)
      )
    }
  }

  private func factor(_ generator: inout RandomGenerator) -> Float {
    1 + colorJitter * generator.uniform(in: -1...1)
  }
}

extension DetectionSample {
  fileprivate mutating func transformBoxes(_ transform: (Box) -> Box) {
    for i in objects.indices { objects[i].box = transform(objects[i].box) }
    crowds = crowds.map(transform)
    proposals = proposals?.map(transform)
    // Seeds are a centred grid: they map onto themselves.
  }
}
