import Glibc

extension Image {
  /// The picture with brightness, contrast (about its mean grey) and saturation multiplied; 1
  /// changes nothing. The order is torchvision's `ColorJitter`'s.
  /// - Parameter hue: Colours turn by this part of the circle, in the plane of U and V, which keeps
  ///   their grey; torchvision and Ultralytics turn them in HSV, which needs branches per pixel.
  public func colorJittered(
    brightness: Float, contrast: Float, saturation: Float, hue: Float = 0
  ) -> Image {
    // All three are linear: together they are a part of the pixel, a part of its grey, and a
    // constant, since the grey of a grey is itself.
    let own = brightness * contrast * saturation
    let grey = brightness * contrast * (1 - saturation)
    let constant = brightness * meanLuma * (1 - contrast)
    let (cosine, sine) = (cosf(2 * .pi * hue) - 1, sinf(2 * .pi * hue))
    let bytes = [UInt8](unsafeUninitializedCapacity: pixels.count) { target, initialized in
      pixels.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        // Plain loops over separate channels: the compiler makes vectors of them.
        for i in 0..<width &* height {
          let rgb = source + i &* 3
          let (red, green, blue) = (Float(rgb[0]), Float(rgb[1]), Float(rgb[2]))
          let luma = ColorChange.grey(red, green, blue)
          let base = constant + grey * luma
          // What the turn adds to red and blue; green takes it back from the grey.
          let (u, v) = (0.492 * (blue - luma), 0.877 * (red - luma))
          let redder = (sine * u + cosine * v) * (1 / 0.877)
          let bluer = (cosine * u - sine * v) * (1 / 0.492)
          let greener = (0.299 * redder + 0.114 * bluer) * (-1 / 0.587)
          (target + i &* 3)[0] = Self.byte(base + own * (red + redder))
          (target + i &* 3)[1] = Self.byte(base + own * (green + greener))
          (target + i &* 3)[2] = Self.byte(base + own * (blue + bluer))
        }
      }
      initialized = pixels.count
    }
    return Image(width: width, height: height, pixels: bytes)
  }

  /// The nearest byte. Above 2^23 a `Float` has no binary places, and its low bits are the integer.
  @inline(__always)
  private static func byte(_ value: Float) -> UInt8 {
    UInt8(truncatingIfNeeded: (min(max(value, 0), 255) + 0x1p23).bitPattern)
  }

  private var meanLuma: Float {
    var sums = SIMD3<Int>.zero
    pixels.withUnsafeBufferPointer { pixels in
      guard let pixels = pixels.baseAddress else { return }
      for y in 0..<height { addColors(pixels + y * width * 3, count: width, to: &sums) }
    }
    return ColorChange.grey(Float(sums.x), Float(sums.y), Float(sums.z)) / Float(width * height)
  }
}
