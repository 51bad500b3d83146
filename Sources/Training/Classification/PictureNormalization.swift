/// Mean and standard deviation of each channel (red, green, blue), on the scale 0...255.
public struct PictureNormalization: Sendable, Hashable, Codable {
  public var mean: [Float]
  public var deviation: [Float]

  public init(mean: [Float], deviation: [Float]) {
    self.mean = mean
    self.deviation = deviation
  }

  /// The authors' numbers for CIFAR-10, which they use for CIFAR-100 as well.
  public static let cifar = PictureNormalization(
    mean: [125.3, 123, 113.9], deviation: [63, 62.1, 66.7])

  /// Those of fb.resnet.torch and torchvision.
  public static let imagenet = PictureNormalization(
    mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
    deviation: [0.229 * 255, 0.224 * 255, 0.225 * 255])

  /// Whether there are three numbers each that can be computed with.
  var isValid: Bool {
    mean.count == 3 && deviation.count == 3 && mean.allSatisfy(\.isFinite)
      && deviation.allSatisfy { $0.isFinite && $0 > 0 }
  }

  /// The normalised value of each byte: `[3][256]`.
  var table: [Float] {
    zip(mean, deviation).flatMap { mean, deviation in
      (0..<256).map { (Float($0) - mean) / deviation }
    }
  }
}
