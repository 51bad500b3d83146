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
  /// The probability of taking a part of the picture instead of all.
  public var crop: Float = 0
  /// The least share of the picture's width, and of its height, that a crop keeps.
  public var cropSide: Float = 0.5
  /// The share of an object's box that a crop must keep; of others nothing is learnt.
  public var cropVisible: Float = 0.3
  /// Brightness, contrast and saturation change by factors in `1 - colorJitter ... 1 +
  /// colorJitter`.
  public var colorJitter: Float = 0.2
  /// Colours turn by up to this part of the circle, both ways (Ultralytics' `hsv_h`).
  public var hueJitter: Float = 0.015

  public init() {}

  /// Pictures as they are.
  public static var none: Self {
    var result = Self()
    result.horizontalFlip = 0
    result.scaleJitter = 0
    result.colorJitter = 0
    result.hueJitter = 0
    return result
  }

  /// - Throws: ``TrainingError`` that names the first value out of its range.
  func validate() throws {
    let shares = [
      ("horizontalFlip", horizontalFlip), ("verticalFlip", verticalFlip), ("crop", crop),
      ("cropVisible", cropVisible), ("colorJitter", colorJitter),
    ]
    for (name, value) in shares where !(0...1).contains(value) {
      throw TrainingError("augmentation.\(name) must be in 0...1, got \(value).")
    }
    guard (0.1...1).contains(cropSide) else {
      throw TrainingError("augmentation.cropSide must be in 0.1...1, got \(cropSide).")
    }
    guard (0...0.5).contains(hueJitter) else {
      throw TrainingError("augmentation.hueJitter must be in 0...0.5, got \(hueJitter).")
    }
    guard (0...4).contains(scaleJitter) else {
      throw TrainingError("augmentation.scaleJitter must be in 0...4, got \(scaleJitter).")
    }
  }

  /// The part of a picture to take, in whole pixels; all of it without a crop.
  ///
  /// Width and height are drawn each by itself. The part holds the centre of an object drawn at
  /// random (Detectron2's `RandomCropWithInstance`), so that no crop is lost on background.
  package func window(
    ofWidth width: Int, height: Int, objects: [Box], using generator: inout RandomGenerator
  ) -> Box {
    guard crop > 0, generator.chance(crop) else {
      return Box(x: 0, y: 0, width: Float(width), height: Float(height))
    }
    let object = objects.randomElement(using: &generator)
    let x = range(of: width, around: object?.centerX, using: &generator)
    let y = range(of: height, around: object?.centerY, using: &generator)
    return Box(
      x0: Float(x.lowerBound), y0: Float(y.lowerBound), x1: Float(x.upperBound),
      y1: Float(y.upperBound))
  }

  /// A part of an axis of `size` pixels that holds `center`, if there is one.
  private func range(
    of size: Int, around center: Float?, using generator: inout RandomGenerator
  ) -> Range<Int> {
    let length = max(
      1, min(size, Int((Float(size) * generator.uniform(in: cropSide...1)).rounded())))
    // A box that was not clipped may be anywhere.
    let center = center.map { min(max($0, 0), Float(size)) }
    let low = max(0, center.map { Int($0.rounded(.up)) - length } ?? 0)
    let high = min(size - length, center.map { Int($0) } ?? size)
    let start = Int.random(in: min(low, high)...high, using: &generator)
    return start..<start + length
  }

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
    if colorJitter > 0 || hueJitter > 0 {
      sample.image = sample.image.colorJittered(
        brightness: factor(&generator), contrast: factor(&generator),
        saturation: factor(&generator), hue: hueJitter * generator.uniform(in: -1...1))
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
