/// A picture in memory: 8-bit RGB, interleaved, rows from the top, no padding.
///
/// Pixel (x, y) is at `pixels[(y * width + x) * 3]`, in the order red, green, blue.
public struct Image: Sendable, Equatable {
  /// Columns, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// `width * height * 3` bytes.
  public private(set) var pixels: [UInt8]

  /// A picture of the given bytes.
  /// - Precondition: width and height are positive and `pixels` holds `width * height * 3` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "a picture of \(width) x \(height) pixels")
    precondition(
      pixels.count == width * height * 3,
      "\(width) x \(height) pixels need \(width * height * 3) bytes, got \(pixels.count)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A picture of one colour.
  /// - Precondition: width and height are positive.
  public init(width: Int, height: Int, fill color: Color) {
    precondition(width > 0 && height > 0, "a picture of \(width) x \(height) pixels")
    let count = width * height * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      for offset in stride(from: 0, to: count, by: 3) {
        buffer[offset] = color.red
        buffer[offset + 1] = color.green
        buffer[offset + 2] = color.blue
      }
      initialized = count
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  public var size: ImageSize { ImageSize(width: width, height: height) }

  /// The colour of one pixel, counted from the upper left.
  /// - Precondition: 0 <= x < width and 0 <= y < height.
  public subscript(x: Int, y: Int) -> Color {
    get {
      let offset = offset(x, y)
      return Color(red: pixels[offset], green: pixels[offset + 1], blue: pixels[offset + 2])
    }
    set {
      let offset = offset(x, y)
      pixels[offset] = newValue.red
      pixels[offset + 1] = newValue.green
      pixels[offset + 2] = newValue.blue
    }
  }

  private func offset(_ x: Int, _ y: Int) -> Int {
    precondition(
      x >= 0 && x < width && y >= 0 && y < height,
      "pixel (\(x), \(y)) of a picture of \(width) x \(height)")
    return (y * width + x) * 3
  }
}
