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

  /// Those of fb.resnet.torch and torchvision, which weights for ImageNet expect.
  public static let imagenet = PictureNormalization(
    mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
    deviation: [0.229 * 255, 0.224 * 255, 0.225 * 255])

  /// 0...1, the paper's for SVHN.
  public static let unit = PictureNormalization(mean: [0, 0, 0], deviation: [255, 255, 255])

  /// Whether there are three numbers each that can be computed with.
  package var isValid: Bool {
    mean.count == 3 && deviation.count == 3 && mean.allSatisfy(\.isFinite)
      && deviation.allSatisfy { $0.isFinite && $0 > 0 }
  }

  /// Whether a deviation is less than the step from one pixel value to the next. Pictures vary by
  /// more: it was probably meant for the scale 0...1, which torchvision's numbers are on.
  package var seemsScaledToOne: Bool { deviation.contains { $0 < 1 } }

  /// Writes `(value - mean) / deviation` of `count` interleaved pixels, `count * 3` numbers.
  /// - Precondition: The normalization is valid.
  package func write(
    _ rgb: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<Float>
  ) {
    precondition(isValid, "a picture is normalised by \(mean) and \(deviation)")
    // Eight pixels are three vectors of eight values, each with its own order of channels.
    let (mean0, deviation0) = (channels(mean, from: 0), channels(deviation, from: 0))
    let (mean1, deviation1) = (channels(mean, from: 2), channels(deviation, from: 2))
    let (mean2, deviation2) = (channels(mean, from: 1), channels(deviation, from: 1))
    var pixel = 0
    while pixel &+ 8 <= count {
      let (source, target) = (rgb + pixel &* 3, target + pixel &* 3)
      write(source, mean0, deviation0, to: target)
      write(source + 8, mean1, deviation1, to: target + 8)
      write(source + 16, mean2, deviation2, to: target + 16)
      pixel &+= 8
    }
    for i in pixel &* 3..<count &* 3 {
      target[i] = (Float(rgb[i]) - mean0[i % 3]) / deviation0[i % 3]
    }
  }

  @inline(__always)
  private func write(
    _ source: UnsafePointer<UInt8>, _ mean: SIMD8<Float>, _ deviation: SIMD8<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    let values = UnsafeRawPointer(source).loadUnaligned(as: SIMD8<UInt8>.self)
    UnsafeMutableRawPointer(target).storeBytes(
      of: (SIMD8<Float>(values) - mean) / deviation, as: SIMD8<Float>.self)
  }

  /// Eight values of the repeated channels.
  private func channels(_ values: [Float], from first: Int) -> SIMD8<Float> {
    let v = SIMD3(values[first], values[(first + 1) % 3], values[(first + 2) % 3])
    return SIMD8(v[0], v[1], v[2], v[0], v[1], v[2], v[0], v[1])
  }
}
