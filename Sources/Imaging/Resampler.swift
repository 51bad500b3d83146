/// The two passes of resampling over rows of interleaved RGB bytes.
///
/// Sums are 32-bit fixed point, rounded to 8 bits after each pass, as Pillow does.
enum Resampler {
  static let half = Int32(1) << (ResampleWeights.precision - 1)

  /// Sums without their binary places, within 0...255.
  @inline(__always)
  static func bytes(_ sums: SIMD16<Int32>) -> SIMD16<UInt8> {
    // A sum has 10 bits before the point. The sign bit everywhere is all ones: 255 in the low byte.
    // `clamped(lowerBound:upperBound:)` would be a call.
    let words = SIMD16<Int16>(truncatingIfNeeded: sums &>> ResampleWeights.precision)
    let isTooLarge = (255 &- words) &>> 15
    let isNegative = words &>> 15
    return SIMD16(truncatingIfNeeded: (words | isTooLarge) & ~isNegative & 255)
  }
}
