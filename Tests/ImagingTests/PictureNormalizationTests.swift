import Imaging
import Testing

@Suite struct PictureNormalizationTests {
  /// Every count of pixels around the eight that three vectors hold, and nothing beyond them.
  @Test(arguments: [PictureNormalization.cifar, .imagenet])
  func writesTheDefinition(normalization: PictureNormalization) {
    for count in [0, 1, 2, 7, 8, 9, 15, 16, 17, 24, 25, 33] {
      let bytes = (0..<count * 3).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      var target = [Float](repeating: -99, count: count * 3 + 8)
      normalization.write(bytes, count: count, to: &target)
      for (i, byte) in bytes.enumerated() {
        #expect(
          target[i] == (Float(byte) - normalization.mean[i % 3]) / normalization.deviation[i % 3])
      }
      #expect(target[(count * 3)...].allSatisfy { $0 == -99 })
    }
  }

  /// Torchvision's numbers are suspicious, but can be computed with: files may hold them.
  @Test func numbersOfTheScaleToOne() {
    for normalization in [PictureNormalization.cifar, .imagenet, .unit] {
      #expect(!normalization.seemsScaledToOne && normalization.isValid)
    }
    let least = PictureNormalization(mean: [0.5, 0.5, 0.5], deviation: [1, 1, 1])
    #expect(!least.seemsScaledToOne && least.isValid)
    let tiny = PictureNormalization(mean: [0.5, 0.5, 0.5], deviation: [58, 57, 0.225])
    #expect(tiny.seemsScaledToOne && tiny.isValid)
  }
}
