extension Image {
  /// The picture with brightness, contrast (about its mean grey) and saturation multiplied; 1
  /// changes nothing. The order is torchvision's `ColorJitter`'s first three.
  public func colorJittered(brightness: Float, contrast: Float, saturation: Float) -> Image {
    let meanGrey = brightness * meanLuma
    let bytes = [UInt8](unsafeUninitializedCapacity: pixels.count) { target, count in
      pixels.withUnsafeBufferPointer { source in
        for i in stride(from: 0, to: source.count, by: 3) {
          let rgb = SIMD3(Float(source[i]), Float(source[i + 1]), Float(source[i + 2])) * brightness
          let contrasted =
            SIMD3(repeating: meanGrey) + (rgb - SIMD3(repeating: meanGrey)) * contrast
          let grey = SIMD3(repeating: (contrasted * Self.lumaWeights).sum())
          let result = (grey + (contrasted - grey) * saturation).clamped(
            lowerBound: SIMD3(repeating: 0), upperBound: SIMD3(repeating: 255))
          for c in 0..<3 { target[i + c] = UInt8(result[c].rounded()) }
        }
      }
      count = pixels.count
    }
    return Image(width: width, height: height, pixels: bytes)
  }

  /// ITU-R 601, as Pillow's "L".
  private static let lumaWeights = SIMD3<Float>(0.299, 0.587, 0.114)

  private var meanLuma: Float {
    var sums = SIMD3<Int>()
    for i in stride(from: 0, to: pixels.count, by: 3) {
      sums &+= SIMD3(Int(pixels[i]), Int(pixels[i + 1]), Int(pixels[i + 2]))
    }
    return (SIMD3<Float>(sums) * Self.lumaWeights).sum() / Float(width * height)
  }
}
