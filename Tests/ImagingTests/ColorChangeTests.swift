import Imaging
import TestSupport
import Testing

@Suite struct ColorChangeTests {
  private typealias Pixel = [Double]

  /// fb.resnet.torch's three changes, one after the other on numbers that are never clamped.
  private enum Step: CaseIterable {
    case brightness, contrast, saturation

    func apply(_ factor: Double, to picture: [Pixel]) -> [Pixel] {
      func grey(_ p: Pixel) -> Double { 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2] }
      let mean = picture.reduce(0) { $0 + grey($1) } / Double(picture.count)
      return picture.map { pixel in
        let other =
          switch self {
          case .brightness: 0.0
          case .contrast: mean
          case .saturation: grey(pixel)
          }
        return pixel.map { factor * $0 + (1 - factor) * other }
      }
    }
  }

  private static let orders: [[Step]] = [
    [.brightness, .contrast, .saturation], [.brightness, .saturation, .contrast],
    [.contrast, .brightness, .saturation], [.contrast, .saturation, .brightness],
    [.saturation, .brightness, .contrast], [.saturation, .contrast, .brightness],
  ]

  /// Sizes that fill vectors and leave rests, in each of the six orders.
  @Test(arguments: [1, 2, 7, 8, 9, 16, 17, 33, 224])
  func agreesWithOneChangeAfterTheOther(count: Int) {
    let rgb = (0..<count * 3).map { UInt8(truncatingIfNeeded: $0 * 89 + $0 * $0 * 7 + 5) }
    let picture = (0..<count).map { i in (0..<3).map { Double(rgb[i * 3 + $0]) } }
    let factors: [Step: Double] = [.brightness: 1.37, .contrast: 0.62, .saturation: 1.25]
    let shift: [Double] = [3, -7.5, 12.25]
    let change = ColorChange(
      brightness: 1.37, contrast: 0.62, saturation: 1.25, shift: SIMD3(3, -7.5, 12.25))
    let normalization = PictureNormalization(mean: [120, 110, 100], deviation: [50, 60, 70])
    var sums = SIMD3<Int>.zero
    addColors(rgb, count: count, to: &sums)
    for channel in 0..<3 {
      #expect(Double(sums[channel]) == picture.reduce(0) { $0 + $1[channel] })
    }
    let grey = ColorChange.grey(Float(sums.x), Float(sums.y), Float(sums.z)) / Float(count)
    var result = [Float](repeating: .nan, count: count * 3)
    change.write(rgb, count: count, meanGrey: grey, normalization, to: &result)
    for order in Self.orders {
      let expected = order.reduce(picture) { $1.apply(factors[$1] ?? 1, to: $0) }
      for (i, value) in result.enumerated() {
        let channel = i % 3
        let normalized =
          (expected[i / 3][channel] + shift[channel] - Double(normalization.mean[channel]))
          / Double(normalization.deviation[channel])
        #expect(Tolerance.float32.accepts(Double(value), normalized))
      }
    }
  }

  @Test func nothingChanges() {
    let rgb = (0..<99).map { UInt8($0 * 2) }
    var result = [Float](repeating: .nan, count: 99)
    ColorChange().write(rgb, count: 33, meanGrey: 500, .unit, to: &result)
    for (value, byte) in zip(result, rgb) { #expect(abs(value - Float(byte) / 255) < 1e-6) }
  }
}
