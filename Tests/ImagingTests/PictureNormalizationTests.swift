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
}
