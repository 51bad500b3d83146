/// A change of brightness, contrast and saturation and a shift of each channel, made in one pass
/// while a picture is normalised.
///
/// The three are fb.resnet.torch's `ColorJitter`: blends with black, with the picture's mean grey, and
/// with each pixel's grey. Nothing is clamped between them there, and the grey of a grey is itself:
/// so they commute, their random order makes no difference, and together they are a part of the
/// pixel, a part of its grey, and a constant.
package struct ColorChange: Sendable, Hashable {
  /// Factors; 1 changes nothing.
  package var brightness, contrast, saturation: Float
  /// Added to red, green and blue in the end, on the scale 0...255.
  package var shift: SIMD3<Float>

  package init(
    brightness: Float = 1, contrast: Float = 1, saturation: Float = 1, shift: SIMD3<Float> = .zero
  ) {
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
    self.shift = shift
  }

  /// The grey of a colour (ITU-R 601), as Pillow's "L".
  @inline(__always)
  package static func grey(_ red: Float, _ green: Float, _ blue: Float) -> Float {
    0.299 * red + 0.587 * green + 0.114 * blue
  }

  /// Writes `count` changed and normalised pixels, `count * 3` numbers.
  ///
  /// - Parameter meanGrey: Of the whole picture.
  package func write(
    _ rgb: UnsafePointer<UInt8>, count: Int, meanGrey: Float,
    _ normalization: PictureNormalization, to target: UnsafeMutablePointer<Float>
  ) {
    precondition(normalization.isValid, "a picture is normalised by \(normalization)")
    let scale = 1 / SIMD3(normalization.deviation)
    let own = brightness * contrast * saturation * scale
    let grey = brightness * contrast * (1 - saturation) * scale
    let constant =
      (brightness * (1 - contrast) * meanGrey + shift - SIMD3(normalization.mean)) * scale
    let (ownRed, ownGreen, ownBlue) = (own.x, own.y, own.z)
    let (greyRed, greyGreen, greyBlue) = (grey.x, grey.y, grey.z)
    let (constantRed, constantGreen, constantBlue) = (constant.x, constant.y, constant.z)
    // A plain loop over separate channels: the compiler makes vectors of it.
    for i in 0..<count {
      let (red, green, blue) = (
        Float(rgb[i &* 3]), Float(rgb[i &* 3 &+ 1]), Float(rgb[i &* 3 &+ 2])
      )
      let luma = Self.grey(red, green, blue)
      target[i &* 3] = ownRed * red + greyRed * luma + constantRed
      target[i &* 3 &+ 1] = ownGreen * green + greyGreen * luma + constantGreen
      target[i &* 3 &+ 2] = ownBlue * blue + greyBlue * luma + constantBlue
    }
  }
}

/// Adds the red, green and blue of `count` pixels to `sums`.
/// - Precondition: `count` is below 2^24.
package func addColors(
  _ rgb: UnsafePointer<UInt8>, count: Int, to sums: inout SIMD3<Int>
) {
  // 32 bits hold the sums of a row, and are twice as many to a vector.
  var (red, green, blue) = (UInt32(0), UInt32(0), UInt32(0))
  for i in 0..<count {
    red &+= UInt32(rgb[i &* 3])
    green &+= UInt32(rgb[i &* 3 &+ 1])
    blue &+= UInt32(rgb[i &* 3 &+ 2])
  }
  sums &+= SIMD3(Int(red), Int(green), Int(blue))
}
