import CCairo

/// A picture to draw on, antialiased, with cairo.
///
/// Coordinates are those of `Point`: continuous pixels from the upper left. What lies outside the
/// picture is cut off; a figure with a coordinate that is not finite is not drawn.
public final class Canvas {
  /// Cairo's own limit on width and height.
  public static let maximumSide = 32_767

  public let size: ImageSize
  let context: OpaquePointer
  private let surface: OpaquePointer

  /// A canvas of one colour.
  /// - Precondition: width and height are positive.
  /// - Throws: `ImageError` when a side exceeds `maximumSide` or there is not enough memory.
  public init(width: Int, height: Int, fill color: Color) throws {
    precondition(width > 0 && height > 0, "a canvas of \(width) x \(height) pixels")
    size = ImageSize(width: width, height: height)
    guard max(width, height) <= Self.maximumSide else {
      throw ImageError("canvas", .tooLargeFor("drawing", size, limit: Self.maximumSide))
    }
    // Without memory, both are cairo's inert error objects.
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, CInt(width), CInt(height))
    context = cairo_create(surface)
    try check()
    setColor(color, alpha: 1)
    cairo_paint(context)
  }

  /// A canvas that shows a picture.
  /// - Throws: `ImageError` when a side exceeds `maximumSide` or there is not enough memory.
  public convenience init(_ image: Image) throws {
    try self.init(width: image.width, height: image.height, fill: .black)
    draw(image, x: 0, y: 0)
  }

  /// Copies a picture to where its upper left corner is pixel (x, y); the whole of it has to fit.
  /// - Precondition: the picture lies inside the canvas.
  public func draw(_ image: Image, x left: Int, y top: Int) {
    precondition(
      left >= 0 && top >= 0 && image.width <= size.width - left
        && image.height <= size.height - top,
      "a picture of \(image.size) at (\(left), \(top)) of a canvas of \(size)")
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { return }
    let rowBytes = Int(cairo_image_surface_get_stride(surface))
    image.pixels.withUnsafeBufferPointer { pixels in
      guard var source = pixels.baseAddress else { return }
      for y in 0..<image.height {
        let row = UnsafeMutableRawPointer(data + (top + y) * rowBytes + left * 4)
        for x in 0..<image.width {
          let value = UInt32(source[0]) << 16 | UInt32(source[1]) << 8 | UInt32(source[2])
          row.storeBytes(of: value, toByteOffset: x * 4, as: UInt32.self)
          source += 3
        }
      }
    }
    cairo_surface_mark_dirty(surface)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// The picture as drawn so far.
  /// - Throws: `ImageError` when cairo met an error, such as a lack of memory.
  public func image() throws -> Image {
    try check()
    cairo_surface_flush(surface)
    let count = size.width * size.height * 3
    let rowBytes = Int(cairo_image_surface_get_stride(surface))
    guard let data = cairo_image_surface_get_data(surface) else {
      throw ImageError("canvas", .undrawable("no pixels"))
    }
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard var destination = buffer.baseAddress else { return }
      for y in 0..<size.height {
        let row = UnsafeRawPointer(data + y * rowBytes)
        for x in 0..<size.width {
          let value = row.load(fromByteOffset: x * 4, as: UInt32.self)
          destination[0] = UInt8(truncatingIfNeeded: value >> 16)
          destination[1] = UInt8(truncatingIfNeeded: value >> 8)
          destination[2] = UInt8(truncatingIfNeeded: value)
          destination += 3
        }
      }
      initialized = count
    }
    return Image(width: size.width, height: size.height, pixels: pixels)
  }

  func setColor(_ color: Color, alpha: Double) {
    cairo_set_source_rgba(
      context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255, alpha)
  }

  /// Cairo keeps its first error and ignores what follows it.
  private func check() throws {
    let status = cairo_status(context)
    if status == CAIRO_STATUS_NO_MEMORY { throw ImageError("canvas", .outOfMemory) }
    if status != CAIRO_STATUS_SUCCESS {
      throw ImageError("canvas", .undrawable(String(cString: cairo_status_to_string(status))))
    }
  }
}
